/** Prepares the arguments of a program for the resources of a set. */
import * as pulumi from "@pulumi/pulumi";
import { isLater, mapValues, onceKnown } from "../core/once-known";
import { refuseArguments, refuseReading, refuseUnserialisable } from "../core/program-errors";
import { defined, isMap, type Raw } from "../core/values";
import { type ClusterInput, endpointIn, withSecretCredentials } from "../endpoint/args";
import { membersOf, policiesOf, secretKeysIn } from "./members";

export function partsOf(name: string, args: unknown, opts: pulumi.CustomResourceOptions) {
  const resource = `ConnectorSet "${name}"`;
  refuseArguments(resource, args);
  const given: Raw = mapValues(isMap(args) ? args : {}, (path, value) =>
    path === "cluster" ? value : refuseUnserialisable(resource, path, value),
  );
  refuseReading("ConnectorSet", name, opts);
  const { cluster, connectors, defaults, ...rest } = given;
  const isUsable = defaults == null || isMap(defaults);
  const members = membersOf(
    connectors as pulumi.Input<Raw>,
    isUsable ? (defaults as pulumi.Input<Raw> | undefined) : {},
  );
  return {
    rest,
    cluster,
    endpoint: onceKnown(endpointIn(cluster as ClusterInput), withSecretCredentials),
    members,
    // Only for `check`, which refuses mistakes in them once, with their paths.
    defaults: isUsable ? defaultsToCheck(defaults) : defaults,
    names: namesIn(connectors as Raw),
    secretKeys: secretKeysIn(members),
    policies: policiesOf(members),
  };
}

/** With each secret marked, as in the connectors that inherit them. */
function defaultsToCheck(defaults: unknown): unknown {
  if (defaults == null) return undefined;
  return (membersOf({ defaults }, undefined) as Raw).defaults;
}

/** Names are not secret, even if a value is. */
function namesIn(connectors: pulumi.Input<Raw>): pulumi.Input<string[]> {
  const members = Object.values(isMap(connectors) ? connectors : {});
  if (!isLater(connectors) && !members.some(isLater)) return namesOf(connectors as Raw);
  return pulumi.unsecret(pulumi.output(connectors)).apply(namesOf);
}

/** The SDK leaves out an undefined connector, such as `enabled ? {…} : undefined`. */
function namesOf(connectors: Raw): string[] {
  return isMap(connectors) ? Object.keys(defined(connectors)).sort() : [];
}

/** Resource options for the deletion of the set also apply to the deletion of its connectors. */
export function ofNames(opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const { parent, dependsOn, retainOnDelete, deletedWith, customTimeouts } = opts;
  const keepsConnectors = opts.ignoreChanges?.some((path) => ["*", "connectors"].includes(path));
  const ignoreChanges = keepsConnectors === true ? ["names"] : undefined;
  return defined({
    parent,
    dependsOn,
    retainOnDelete,
    deletedWith,
    customTimeouts,
    ignoreChanges,
  });
}

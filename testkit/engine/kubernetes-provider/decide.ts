import { randomBytes } from "node:crypto";
import { at, differences, isObject, type Properties, secret } from "../stand-in/properties";
import type { Plan } from "../stand-in/server";

/** Values that the real provider fills in before it compares anything. */
export function check(name: string, before: Properties, after: Properties): Properties {
  const metadata = isObject(after.metadata) ? after.metadata : {};
  return markSecrets({
    ...after,
    metadata: {
      ...metadata,
      ...(clusterScoped.has(String(after.kind)) || metadata.namespace !== undefined
        ? {}
        : { namespace: "default" }),
      ...(metadata.name !== undefined || metadata.generateName !== undefined
        ? {}
        : autonamed(name, before, metadata)),
    },
  });
}

const autonameMark = "pulumi.com/autonamed";

/** A generated name never changes. */
function autonamed(name: string, before: Properties, metadata: Properties): Properties {
  const kept = isAutonamed(before) ? at(before, "metadata", "name") : undefined;
  return {
    name: kept ?? `${name}-${randomBytes(4).toString("hex")}`,
    annotations: {
      ...(isObject(metadata.annotations) ? metadata.annotations : {}),
      [autonameMark]: "true",
    },
  };
}

function isAutonamed(object: Properties): boolean {
  return at(object, "metadata", "annotations", autonameMark) === "true";
}

/** The content of a Secret is secret, whether or not the program marks it. */
export function markSecrets(object: Properties): Properties {
  if (object.kind !== "Secret") return object;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      key === "data" || key === "stringData" ? secret(value) : value,
    ]),
  );
}

export function plan(before: Properties, after: Properties, patch = false): Plan {
  const changes = differences(before, after);
  // A patch changes in place, whatever it contains.
  const fixed = [...fixedAlways, ...(patch ? [] : (fixedFields[kindOf(after)] ?? []))];
  const replaces = [...changes.keys()].filter((path) =>
    fixed.some(
      (field) =>
        path === field || (/^[.[]/.test(path.slice(field.length)) && path.startsWith(field)),
    ),
  );
  const sameName = ["name", "namespace"].every(
    (key) => at(before, "metadata", key) === at(after, "metadata", key),
  );
  const deleteFirst = replaces.length > 0 && sameName && !isAutonamed(after);
  return { changes, replaces, deleteFirst };
}

function kindOf({ apiVersion, kind }: Properties): string {
  return `${String(apiVersion)}/${String(kind)}`;
}

const fixedAlways = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/** Fields whose change replaces the object: the API server refuses it, or pods would not see it. */
const fixedFields: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "v1/ConfigMap": ["binaryData", "data"],
  "v1/PersistentVolumeClaim": ["spec"],
  "v1/Pod": ["spec"],
  "v1/Secret": ["type", "data", "stringData"],
  "v1/Service": ["spec.clusterIP"],
};

const clusterScoped = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "Namespace",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
]);

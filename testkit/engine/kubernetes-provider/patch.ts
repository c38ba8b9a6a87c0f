/** `ConfigMapPatch` and similar: some fields of an object that somebody else created. */
import { createHash } from "node:crypto";
import type { ApiServer } from "./api-server";
import { label } from "./apply";
import type { Properties } from "../stand-in/properties";

export function isPatch(urn: string): boolean {
  return /Patch$/.test(urn.split("::")[2] ?? "");
}

/** One for each resource, so that each owns its fields. The real provider's are random and stored in the state. */
function fieldManager(urn: string): string {
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

/** A field that somebody else owns is a conflict. */
export async function applyPatch(
  api: ApiServer,
  urn: string,
  inputs: Properties,
): Promise<Properties> {
  if ((await api.read(inputs)) === undefined) throw new Error(`there is no ${label(inputs)}`);
  return api.apply(inputs, { manager: fieldManager(urn), force: false });
}

/** Removes its own fields. The object stays. */
export async function withdrawPatch(
  api: ApiServer,
  urn: string,
  object: Properties,
): Promise<void> {
  if ((await api.read(object)) === undefined) return;
  const { name, namespace } = object.metadata as Properties;
  const { apiVersion, kind } = object;
  const nothing = { apiVersion, kind, metadata: { name, namespace } };
  await api.apply(nothing, { manager: fieldManager(urn), force: false });
}

import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../provider/core/once-known";

/**
 * Merges a patch into a body like a strategic merge: lists of named items are merged by name, and
 * mounts by path, because one volume may have several. null in the patch removes a value. An Output
 * is merged once it is known, and nothing else waits for it.
 */
export function patched(body: unknown, patch: unknown): unknown {
  if (patch === undefined) return body;
  if (isLater(patch) || hasLaterNames(patch)) {
    if (typeof body !== "object") return patch;
    return onceKnown(patch, (known) => patched(body, known));
  }
  if (isLater(body) && typeof patch === "object") {
    return onceKnown(body, (known) => patched(known, patch));
  }
  if (isNamedList(patch)) {
    const before = isNamedList(body) ? body : [];
    const merged = before.map((item) =>
      patched(
        item,
        patch.find((one) => identity(one) === identity(item)),
      ),
    );
    const known = new Set(before.map(identity));
    const added = patch.filter((item) => !known.has(identity(item)));
    return [...merged, ...added.map((item) => patched({}, item))];
  }
  if (!isPlain(patch)) return patch;
  const result: Record<string, unknown> = isPlain(body) ? { ...body } : {};
  for (const [key, value] of Object.entries(patch)) {
    result[key] = value === null ? undefined : patched(result[key], value);
  }
  return result;
}

function identity({ name, mountPath }: Named): string {
  return typeof mountPath === "string" ? mountPath : name;
}

type Named = Record<string, unknown> & { readonly name: string };

function isNamedList(value: unknown): value is Named[] {
  return (
    Array.isArray(value) &&
    value.every((item) => isPlain(item) && typeof (item as { name?: unknown }).name === "string")
  );
}

function onceKnown(value: unknown, change: (known: unknown) => unknown): pulumi.Output<unknown> {
  return (pulumi.output(value as object) as pulumi.Output<unknown>).apply(change);
}

/** A list in which an Output contains the items. */
function hasLaterNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.some((item) => isLater(item) || (isPlain(item) && isLater(item.name)))
  );
}

/** Excludes Outputs, which are objects too. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

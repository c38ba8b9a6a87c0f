/** Formats values for a report. */
import { isUnknown } from "../provider/core/unknown";
import { isReference } from "../provider/connect/references";
import { isSecretKey } from "../provider/connect/secret-keys";
import { isSecretValue } from "../provider/connect/secret-values";
import { type Path, SECRET, valueAt } from "./property-path";

/** Undefined if there is no value. */
export type Shown = { readonly text: string } | "secret" | "unknown" | undefined;

/** The old and the new value: if one of them is secret, so is the other. */
export function shownPair(path: Path, before: unknown, after: unknown): [Shown, Shown] {
  const pair = [shown(path, valueAt(before, path)), shown(path, valueAt(after, path))] as const;
  if (!pair.includes("secret")) return [...pair];
  const [first, second] = pair.map((one) => (one === undefined ? one : ("secret" as const)));
  return [first, second];
}

function shown(path: Path, value: unknown): Shown {
  if (value === undefined || value === null) return undefined;
  if (isUnknown(value)) return "unknown";
  if (value === SECRET) return "secret";
  const secret = isSecretValue(value) || path.some((part) => isSecretName(String(part)));
  if (secret && !isReference(value)) return "secret";
  if (typeof value === "string") return { text: value };
  return { text: JSON.stringify(masked(value)) };
}

/** `basicAuth` is an argument with only one secret part. */
function isSecretName(name: string): boolean {
  return name !== "basicAuth" && isSecretKey(name);
}

function masked(value: unknown): unknown {
  if (isUnknown(value)) return "[unknown]";
  if (Array.isArray(value))
    return value.map((part) => (isSecretValue(part) ? SECRET : masked(part)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecretName(key) && !isReference(inner) ? SECRET : masked(inner),
    ]),
  );
}

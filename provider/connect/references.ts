/** `${provider:path:key}`, which Connect resolves on the worker: not a secret by itself. */
const REFERENCE = /\$\{[^}:]+:[^}]*\}/g;

/** Whether a value consists only of references, so that it may be stored in plain text. */
export function isReference(value: unknown): boolean {
  return typeof value === "string" && value !== "" && withoutReferences(value) === "";
}

export function hasReference(value: unknown): boolean {
  return typeof value === "string" && value.search(REFERENCE) >= 0;
}

export function referencesIn(value: unknown): readonly string[] {
  return typeof value === "string" ? (value.match(REFERENCE) ?? []) : [];
}

export function withoutReferences(value: string): string {
  return value.replace(REFERENCE, "");
}

import { createHash } from "node:crypto";

/** The digest of a plain value, which changes with anything in it. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

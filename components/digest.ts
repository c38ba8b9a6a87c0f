import { createHash } from "node:crypto";

/** Of a plain value: changes when anything in it does. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

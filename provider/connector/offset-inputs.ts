/** Brings the offsets of a program into one form. */
import type { ConnectorOffset } from "../connect/wire";
import { type Draft, isKnown, isUnknown, type MaybeUnknown } from "../core/unknown";
import { type Fail, holdsInexact, isMap, type Raw, refuseUnknown } from "../core/values";

/** Sorted, because their order in the program makes no difference. */
export function canonicalOffsets(
  raw: unknown,
  fail: Fail,
): MaybeUnknown<readonly ConnectorOffset[]> {
  if (isUnknown(raw)) return raw;
  if (!Array.isArray(raw)) {
    fail("offsets", "must be a list of partitions and their offsets");
    return [];
  }
  const offsets = raw as Draft<readonly ConnectorOffset[]>;
  offsets.forEach((entry, i) => checkOffset(entry, `offsets[${i}]`, fail));
  if (!isKnown(offsets)) return offsets;
  const keyed = offsets.map((entry) => [text((entry as Raw | null)?.partition), entry] as const);
  for (const [i, [partition]] of keyed.entries()) {
    const first = keyed.findIndex(([other]) => other === partition);
    if (first < i) fail(`offsets[${i}].partition`, `repeats offsets[${first}].partition`);
  }
  return keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, entry]) => entry);
}

function checkOffset(entry: unknown, property: string, fail: Fail): void {
  if (isUnknown(entry)) return;
  if (!isMap(entry)) {
    fail(property, "must be a map of `partition` and `offset`");
    return;
  }
  refuseUnknown(property, entry, { partition: true, offset: true }, fail);
  for (const part of ["partition", "offset"]) {
    const value = entry[part];
    if (isUnknown(value)) continue;
    if (!isMap(value) || Object.keys(value).length === 0) {
      const is = value == null || isMap(value) ? "is required" : "must be a map";
      fail(`${property}.${part}`, `${is}: keys and values, as the connector writes them`);
    } else if (holdsInexact(value)) {
      fail(
        `${property}.${part}`,
        "contains a number beyond 2^53, or NaN or Infinity, which Pulumi cannot keep exactly: set such an offset with `PATCH /connectors/{name}/offsets`",
      );
    }
  }
}

/** Equal for equal values, whatever the order of their keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isMap(part) ? Object.fromEntries(Object.entries(part).sort()) : part,
  );
}

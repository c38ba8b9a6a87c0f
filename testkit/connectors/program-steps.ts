/** Random steps in the life of a program, for fast-check. */
import fc from "fast-check";
import { isMasked } from "../../provider/connect/masks";
import { isSecretKey } from "../../provider/connect/secret-keys";
import { isInexact } from "../../provider/core/values";
import type { Drift } from "./drift-model";
import type { Declared, Operation } from "./program-model";

/** What changes between one `up` and the next. */
export interface Step {
  readonly operations: readonly Operation[];
  readonly drifts: readonly Drift[];
}

/** No class defines these keys, so every value is valid. */
const plainKey = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom("fuzz.a", "fuzz.b") },
    fc.stringMatching(/^[A-Za-z][\w.-]{0,8}$/).map((key) => `fuzz.${key}`),
    fc.constantFrom('fuzz."quoted"[0]', "fuzz.ключ", "fuzz. a b "),
  )
  .filter((key) => !isSecretKey(key));
const key = fc.oneof({ weight: 6, arbitrary: plainKey }, fc.constant("fuzz.password"));

/**
 * Not a mask, since masked values are not compared, and not a reference, which a worker would
 * resolve.
 */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom("", " ", "a,b", "\n", "\t\\", '"', "null", "true", "0.10", "1e3", "{}", "$"),
  )
  .filter((value) => !isMasked(value) && !value.includes("${"));
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !isInexact(number)),
);

const parts = {
  suffix: fc.constantFrom("", "-x", " ü?&", ":#[1]+"),
  kind: fc.constantFrom("source", "sink"),
  tasksMax: fc.integer({ min: 1, max: 3 }),
  state: fc.oneof(
    { weight: 3, arbitrary: fc.constant("running" as const) },
    fc.constantFrom("paused", "stopped"),
  ),
};

const declared: fc.Arbitrary<Declared> = fc.record({
  ...parts,
  config: fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true }),
});

const pick = fc.nat({ max: 1000 });

const onePart = fc.oneof(
  fc.record({ suffix: parts.suffix }),
  fc.record({ kind: parts.kind }),
  fc.record({ tasksMax: parts.tasksMax }),
  fc.record({ state: parts.state }),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant("add"), declared }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("change"), pick, to: onePart }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("set"), pick, key, value }) },
  fc.record({ does: fc.constant("unset"), pick, nth: pick }),
  fc.record({ does: fc.constant("delete"), pick }),
);

/** Excludes secret keys, because a change by others is not visible there. */
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key: plainKey, value: text }) },
  fc.record({ key: plainKey }),
  fc.constant({ key: "tasks.max", value: "5" }),
);

const drift: fc.Arbitrary<Drift> = fc.oneof(
  fc.tuple(pick, edit).map(([of, what]) => ({ does: "edit" as const, pick: of, ...what })),
  fc.record({ does: fc.constant("delete"), pick }),
  fc.record({ does: fc.constantFrom("pause", "stop", "resume"), pick }),
  fc.record({ does: fc.constant("make"), declared }),
);

/** Starts with several connectors, because one alone offers few changes. */
const first: fc.Arbitrary<Step> = fc.record({
  operations: fc.array(fc.record({ does: fc.constant("add" as const), declared }), {
    minLength: 2,
    maxLength: 4,
  }),
  drifts: fc.constant([]),
});

export const step: fc.Arbitrary<Step> = fc.record({
  operations: fc.array(operation, { minLength: 1, maxLength: 5 }),
  drifts: fc.array(drift, { maxLength: 3 }),
});

/** The steps of one program, from its first `up` on. */
export function steps(count: number): fc.Arbitrary<readonly Step[]> {
  return fc
    .tuple(first, fc.array(step, { minLength: count - 1, maxLength: count - 1 }))
    .map(([begin, later]) => [begin, ...later]);
}

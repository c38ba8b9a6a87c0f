import { expect } from "chai";
import fc from "fast-check";
import {
  type StoredInputs,
  withDefaults,
  withoutDefaults,
} from "../../../provider/connector/stored-inputs";
import { UNKNOWN } from "../../../provider/core/unknown";
import { canonical, inputsOf, minimal } from "../../../testkit/connectors/inputs";

describe("inputs: the stored form", () => {
  const stored = { ...minimal, config: {}, state: "running" };

  it("omits every default except that of `state`", () => {
    expect(withoutDefaults(inputsOf({}))).to.deep.equal(stored);
    expect(withDefaults(stored as unknown as StoredInputs)).to.deep.equal(canonical);
  });

  const storedAlways = { state: true, config: true, timeouts: true };
  const kept: [string, unknown][] = [
    ["tasksMax", 2],
    ["state", "paused"],
    ["restartPolicy", { type: "Never", maxRetry: 10 }],
    ["restartPolicy", { type: "OnFailure", maxRetry: 0 }],
    ["adopt", true],
    ["validate", false],
    ["waitFor", "none"],
    ["ignoreKeys", ["a"]],
    ["timeouts", { create: "10m" }],
    ["restartTriggers", [1, { a: null }]],
    ["offsets", [{ partition: { p: 1 }, offset: { o: 2 } }]],
    ["onDelete", { resetOffsets: true }],
    ["config", { adopt: "false", waitFor: "tasks" }],
    ...["tasksMax", "restartPolicy", "adopt", "validate", "waitFor"].map(
      (argument): [string, unknown] => [argument, UNKNOWN],
    ),
  ];
  for (const [argument, value] of kept) {
    it(`keeps ${argument} ${value === UNKNOWN ? "unknown" : JSON.stringify(value)}`, () => {
      const inputs = inputsOf({ [argument]: value });
      expect(withoutDefaults(inputs)).to.deep.equal({ ...stored, [argument]: value });
      expect(withDefaults(withoutDefaults(inputs))).to.deep.equal({
        ...canonical,
        [argument]: value,
        ...(argument in storedAlways ? {} : { said: [argument] }),
      });
    });
  }

  it("stores which keys are secret in a property that the engine does not show", () => {
    const inputs = { ...inputsOf({ secretKeys: ["a", "b"] }), pendingKeys: ["b"] };
    const __secrets = { keys: ["a", "b"], pending: ["b"] };
    expect(withoutDefaults(inputs)).to.deep.equal({ ...stored, __secrets });
    expect(withDefaults(withoutDefaults(inputs))).to.deep.equal(inputs);
  });

  const defaults: [string, unknown][] = [
    ["tasksMax", 1],
    ["restartPolicy", { type: "OnFailure", maxRetry: 10 }],
    ["adopt", false],
    ["validate", true],
    ["waitFor", "tasks"],
    ["ignoreKeys", []],
    ["restartTriggers", []],
    ["offsets", []],
    ["onDelete", { resetOffsets: false }],
  ];
  for (const [argument, value] of defaults) {
    it(`keeps ${argument} in a state that contains it, although it is the default`, () => {
      const held = { ...stored, [argument]: value } as unknown as StoredInputs;
      expect(withDefaults(held)).to.deep.equal({ ...canonical, said: [argument] });
      expect(withoutDefaults(withDefaults(held))).to.deep.equal(held);
    });
  }

  it("of an early release keeps its list of secret keys", () => {
    const early = { ...stored, secretKeys: ["a"] } as unknown as StoredInputs;
    const inputs = { ...canonical, secretKeys: ["a"], said: ["secretKeys"] };
    expect(withDefaults(early)).to.deep.equal(inputs);
    expect(withoutDefaults(withDefaults(early))).to.deep.equal(early);
  });

  it("expands to the canonical form, and back", () => {
    const args = fc.record(
      {
        tasksMax: fc.constantFrom(1, "1", 2, UNKNOWN),
        state: fc.constantFrom("running", "paused", "stopped"),
        restartPolicy: fc.oneof(
          fc.constant(UNKNOWN),
          fc.record(
            {
              maxRetry: fc.constantFrom(0, 10, "10"),
              type: fc.constantFrom("OnFailure", "Never"),
            },
            { requiredKeys: [], noNullPrototype: true },
          ),
        ),
        adopt: fc.boolean(),
        validate: fc.boolean(),
        waitFor: fc.constantFrom("tasks", "connector", "none"),
        ignoreKeys: fc.array(fc.string()),
        timeouts: fc.constant({ create: "1m" }),
        config: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.string(), {
          noNullPrototype: true,
        }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(args, (some) => {
        const whole = inputsOf(some);
        const short = withoutDefaults(whole);
        const { said: _, ...all } = withDefaults(short);
        expect(all).to.deep.equal(whole);
        expect(withoutDefaults(withDefaults(short))).to.deep.equal(short);
        expect(inputsOf(short)).to.deep.equal(whole);
      }),
      { numRuns: 1000 },
    );
  });
});

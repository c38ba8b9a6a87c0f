import { expect } from "chai";
import fc from "fast-check";
import { drifted } from "../../testkit/connectors/drift-model";
import {
  applied,
  connectorsOf,
  type Declared,
  type Place,
  type Program,
} from "../../testkit/connectors/program-model";
import { steps } from "../../testkit/connectors/program-steps";

const place: Place = {
  prefix: "p",
  classes: { source: "Source", sink: "Sink" },
  config: { topic: "t" },
};
const source: Declared = {
  suffix: "",
  kind: "source",
  tasksMax: 1,
  state: "running",
  config: { "fuzz.a": 1 },
};
const one: Program = { a: source };

describe("the model of a program: its operations", () => {
  it("add to the first free resource, and to none when all are in use", () => {
    const add = { does: "add", declared: source } as const;
    expect(applied({ a: source, c: source }, add)).to.have.all.keys("a", "b", "c");
    const full = Array.from({ length: 9 }, () => add).reduce(applied, {});
    expect(Object.keys(full)).to.have.length(6);
  });

  it("change what they pick, and nothing of an empty program", () => {
    const operation = { does: "change", pick: 4, to: { state: "paused" } } as const;
    const two = { ...one, b: source };
    expect(applied(two, operation)).to.deep.equal({ a: { ...source, state: "paused" }, b: source });
    expect(applied({}, operation)).to.deep.equal({});
  });

  it("set and unset keys, and delete", () => {
    const set = applied(one, { does: "set", pick: 0, key: "fuzz.b", value: true });
    expect(set.a?.config).to.deep.equal({ "fuzz.a": 1, "fuzz.b": true });
    expect(applied(set, { does: "unset", pick: 0, nth: 2 }).a?.config).to.deep.equal({
      "fuzz.b": true,
    });
    expect(applied(one, { does: "delete", pick: 7 })).to.deep.equal({});
  });
});

describe("the model of a program: the cluster", () => {
  const ours = connectorsOf(place, one);

  it("holds every value as a string, beside the three arguments", () => {
    expect(ours).to.deep.equal({
      "p-a": {
        config: {
          ...place.config,
          "fuzz.a": "1",
          name: "p-a",
          "connector.class": place.classes.source,
          "tasks.max": "1",
        },
        state: "running",
      },
    });
  });

  it("reflects the calls of others in their order", () => {
    const { calls, ...after } = drifted(place, { ours, others: {} }, [
      { does: "make", declared: { ...source, state: "paused" } },
      { does: "stop", pick: 0 },
      { does: "edit", pick: 3, key: "fuzz.a" },
      { does: "delete", pick: 5 },
      { does: "pause", pick: 0 },
    ]);
    expect(after.ours).to.deep.equal({});
    expect(after.others["p-others0"]?.state).to.equal("paused");
    expect(calls.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      "POST /connectors",
      "PUT /connectors/p-a/stop",
      "PUT /connectors/p-a/config",
      "DELETE /connectors/p-a",
    ]);
    expect(calls[2]?.body).not.to.have.property("fuzz.a");
  });
});

describe("the random steps of a program", () => {
  it("never give two connectors one name, and leave those of others alone", () => {
    fc.assert(
      fc.property(steps(5), (life) => {
        let program: Program = {};
        let others = {};
        for (const { operations, drifts } of life) {
          const after = drifted(place, { ours: connectorsOf(place, program), others }, drifts);
          expect(after.others).to.deep.include(others);
          others = after.others;
          program = operations.reduce(applied, program);
          const names = Object.keys({ ...connectorsOf(place, program), ...others });
          expect(names).to.have.length(Object.keys(program).length + Object.keys(others).length);
        }
      }),
    );
  });
});

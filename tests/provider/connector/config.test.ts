import { expect } from "chai";
import fc from "fast-check";
import {
  alreadyThere,
  type Declared,
  sameConfig,
  wireConfig,
  withIgnoredKeys,
} from "../../../provider/connector/config";
import type { Config } from "../../../provider/connect/api";

const declared: Declared = {
  name: "orders",
  class: "org.example.Source",
  tasksMax: 2,
  config: { topic: "orders", "db.password": "hunter2" },
  secretKeys: ["db.password"],
};
const onServer = wireConfig(declared);

const key = fc.stringMatching(/^[a-z]{1,3}(\.[a-z]{1,6}){0,2}$/);
const config = fc.dictionary(key, fc.string(), { noNullPrototype: true });
const anyDeclared = fc.record({
  name: fc.string({ minLength: 1 }),
  class: fc.string({ minLength: 1 }),
  tasksMax: fc.integer({ min: 1, max: 1000 }),
  config: config.map(({ name: _, ...rest }) => rest),
  ignoreKeys: fc.array(fc.oneof(key, fc.constantFrom("*", "a*", "name"))),
});

describe("config: the wire config", () => {
  it("is the config with the three arguments in their keys, as strings", () => {
    expect(onServer).to.deep.equal({
      topic: "orders",
      "db.password": "hunter2",
      name: "orders",
      "connector.class": "org.example.Source",
      "tasks.max": "2",
    });
  });
});

describe("config: comparing two configs", () => {
  const cases: [string, Config, Config, boolean][] = [
    ["equal ones", { a: "1", b: "2" }, { b: "2", a: "1" }, true],
    ["an absent tasks.max and 1", { a: "1" }, { a: "1", "tasks.max": "1" }, true],
    ["an absent tasks.max and 2", { a: "1" }, { a: "1", "tasks.max": "2" }, false],
    ["another value", { a: "1" }, { a: "2" }, false],
    ["a key more", { a: "1" }, { a: "1", b: "" }, false],
    ["another key", { a: "1" }, { b: "1" }, false],
    ["a number's other spelling", { a: "1" }, { a: "01" }, false],
    ["a key that every object has", { toString: "x" }, { a: "x" }, false],
  ];
  for (const [what, a, b, same] of cases) {
    it(`takes ${what} for ${same ? "the same" : "different"}, both ways round`, () => {
      expect(sameConfig(a, b)).to.equal(same);
      expect(sameConfig(b, a)).to.equal(same);
    });
  }

  it("is symmetric, and true for a config and itself", () => {
    fc.assert(
      fc.property(config, config, (a, b) => {
        expect(sameConfig(a, b)).to.equal(sameConfig(b, a));
        expect(sameConfig(a, { ...a })).to.equal(true);
      }),
    );
  });

  it("sees one changed value whichever it is", () => {
    fc.assert(
      fc.property(config, key, fc.string(), fc.string(), (rest, changed, a, b) => {
        fc.pre(a !== b);
        expect(sameConfig({ ...rest, [changed]: a }, { ...rest, [changed]: b })).to.equal(false);
      }),
    );
  });
});

describe("config: whether the declared config is on the server already", () => {
  it("is so when exactly it was written", () => {
    fc.assert(
      fc.property(anyDeclared, (some) => {
        expect(alreadyThere(some, wireConfig(some))).to.equal(true);
      }),
    );
  });

  const { "tasks.max": _, ...withoutTasksMax } = onServer;
  const ignoring = { ...declared, ignoreKeys: ["acl.*", "owner"] };
  const cases: [string, Declared, Config, Config | undefined, boolean][] = [
    ["a name that this vendor does not keep", declared, { ...onServer, name: "" }, undefined, true],
    ["another value", declared, { ...onServer, topic: "x" }, undefined, false],
    ["a key less", declared, { name: "orders" }, undefined, false],
    ["a key more", declared, { ...onServer, extra: "1" }, undefined, false],
    ["an absent tasks.max for 2", declared, withoutTasksMax, undefined, false],
    ["an absent tasks.max for 1", { ...declared, tasksMax: 1 }, withoutTasksMax, undefined, true],
    ["an internal key", declared, { ...onServer, "__internal.x": "1" }, undefined, true],
    ["ignored keys", ignoring, { ...onServer, "acl.a": "1", owner: "me" }, undefined, true],
    [
      "a key that only begins like an ignored one",
      ignoring,
      { ...onServer, owners: "" },
      undefined,
      false,
    ],
    ["a dot that is none", ignoring, { ...onServer, aclxa: "1" }, undefined, false],
    [
      "a declared key although it is ignored",
      { ...declared, ignoreKeys: ["topic"] },
      { ...onServer, topic: "x" },
      undefined,
      false,
    ],
    ["a masked value", declared, { ...onServer, "db.password": "****" }, undefined, true],
    [
      "a masked value of an unchanged secret",
      declared,
      { ...onServer, "db.password": "****" },
      onServer,
      true,
    ],
    [
      "a masked value of a changed secret",
      declared,
      { ...onServer, "db.password": "****" },
      { ...onServer, "db.password": "old" },
      false,
    ],
    [
      "a masked value of a key that was not declared before",
      declared,
      { ...onServer, "db.password": "****" },
      { topic: "orders" },
      false,
    ],
  ];
  for (const [what, want, live, before, there] of cases) {
    it(`${there ? "takes" : "does not take"} ${what} for the declared config`, () => {
      expect(alreadyThere(want, live, before)).to.equal(there);
    });
  }
});

describe("config: what is written over a live config", () => {
  it("keeps the keys that the user leaves to others, but for masked ones", () => {
    const live = { ...onServer, topic: "old", "acl.a": "1", "acl.b": "****", other: "gone" };
    expect(withIgnoredKeys({ ...declared, ignoreKeys: ["acl.*"] }, live)).to.deep.equal({
      ...onServer,
      "acl.a": "1",
    });
  });

  it("is what is declared where a declared key is ignored too", () => {
    const live = { ...onServer, topic: "old" };
    expect(withIgnoredKeys({ ...declared, ignoreKeys: ["*"] }, live)).to.deep.equal(onServer);
  });
});

import { expect } from "chai";
import fc from "fast-check";
import {
  alreadyThere,
  type Declared,
  sameConfig,
  wireConfig,
  withIgnoredKeys,
} from "../../../provider/connector/config";
import type { Config } from "../../../provider/connect/wire";
import { anyConfig, anyDeclared, anyKey, declared } from "../../../testkit/connectors/declared";

const onServer = wireConfig(declared);

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
      fc.property(anyConfig, anyConfig, (a, b) => {
        expect(sameConfig(a, b)).to.equal(sameConfig(b, a));
        expect(sameConfig(a, { ...a })).to.equal(true);
      }),
    );
  });

  it("sees one changed value whichever it is", () => {
    fc.assert(
      fc.property(anyConfig, anyKey, fc.string(), fc.string(), (rest, changed, a, b) => {
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

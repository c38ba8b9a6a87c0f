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
  it("is the config plus the three arguments under their keys, all as strings", () => {
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
    ["a different value", { a: "1" }, { a: "2" }, false],
    ["an additional key", { a: "1" }, { a: "1", b: "" }, false],
    ["another key", { a: "1" }, { b: "1" }, false],
    ["another notation of a number", { a: "1" }, { a: "01" }, false],
    ["a key that every JavaScript object has", { toString: "x" }, { a: "x" }, false],
  ];
  for (const [what, a, b, same] of cases) {
    it(`treats ${what} as ${same ? "the same" : "different"}, in either order`, () => {
      expect(sameConfig(a, b)).to.equal(same);
      expect(sameConfig(b, a)).to.equal(same);
    });
  }

  it("is symmetric and reflexive", () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, (a, b) => {
        expect(sameConfig(a, b)).to.equal(sameConfig(b, a));
        expect(sameConfig(a, { ...a })).to.equal(true);
      }),
    );
  });

  it("detects one changed value, whichever it is", () => {
    fc.assert(
      fc.property(anyConfig, anyKey, fc.string(), fc.string(), (rest, changed, a, b) => {
        fc.pre(a !== b);
        expect(sameConfig({ ...rest, [changed]: a }, { ...rest, [changed]: b })).to.equal(false);
      }),
    );
  });
});

describe("config: whether the server already has the declared config", () => {
  it("is true if exactly that config was written", () => {
    fc.assert(
      fc.property(anyDeclared, (some) => {
        expect(alreadyThere(some, wireConfig(some))).to.equal(true);
      }),
    );
  });

  const { "tasks.max": _, ...withoutTasksMax } = onServer;
  const ignoring = { ...declared, ignoreKeys: ["acl.*", "owner"] };
  const cases: [string, Declared, Config, Config | undefined, boolean][] = [
    [
      "a name that the vendor's server does not keep",
      declared,
      { ...onServer, name: "" },
      undefined,
      true,
    ],
    ["a different value", declared, { ...onServer, topic: "x" }, undefined, false],
    ["a missing key", declared, { name: "orders" }, undefined, false],
    ["an additional key", declared, { ...onServer, extra: "1" }, undefined, false],
    ["an absent tasks.max for 2", declared, withoutTasksMax, undefined, false],
    ["an absent tasks.max for 1", { ...declared, tasksMax: 1 }, withoutTasksMax, undefined, true],
    ["an internal key", declared, { ...onServer, "__internal.x": "1" }, undefined, true],
    ["ignored keys", ignoring, { ...onServer, "acl.a": "1", owner: "me" }, undefined, true],
    [
      "a key that only starts like an ignored one",
      ignoring,
      { ...onServer, owners: "" },
      undefined,
      false,
    ],
    [
      "a key in which another character stands for the dot of an ignored key",
      ignoring,
      { ...onServer, aclxa: "1" },
      undefined,
      false,
    ],
    [
      "a declared key that is also ignored",
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
    it(`${there ? "accepts" : "does not accept"} ${what} as the declared config`, () => {
      expect(alreadyThere(want, live, before)).to.equal(there);
    });
  }
});

describe("config: the config that replaces a live one", () => {
  it("keeps ignored keys, except masked ones", () => {
    const live = { ...onServer, topic: "old", "acl.a": "1", "acl.b": "****", other: "gone" };
    expect(withIgnoredKeys({ ...declared, ignoreKeys: ["acl.*"] }, live)).to.deep.equal({
      ...onServer,
      "acl.a": "1",
    });
  });

  it("has the declared value of a key that is also ignored", () => {
    const live = { ...onServer, topic: "old" };
    expect(withIgnoredKeys({ ...declared, ignoreKeys: ["*"] }, live)).to.deep.equal(onServer);
  });
});

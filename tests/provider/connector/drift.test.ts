import { expect } from "chai";
import fc from "fast-check";
import type { Config } from "../../../provider/connect/wire";
import { type Declared, wireConfig } from "../../../provider/connector/config";
import { ADDED_SECRET, CHANGED_SECRET, drifted } from "../../../provider/connector/drift";
import { sampleInputs } from "../../../testkit/connectors/samples";
import { anyDeclared, declared } from "../../../testkit/connectors/declared";

const onServer = wireConfig(declared);

describe("drift of a config", () => {
  it("is empty if the server has exactly the declared config", () => {
    fc.assert(
      fc.property(anyDeclared, (some) => {
        expect(drifted(some, wireConfig(some))).to.deep.equal(some);
      }),
    );
  });

  it("is empty for canonical inputs plus the keys that servers add", () => {
    const inputs = sampleInputs({ config: { topic: "a" }, ignoreKeys: ["own.*"] });
    const live = { ...wireConfig(inputs), "__internal.id": "7", "own.er": "me" };
    expect(drifted(inputs, live)).to.deep.equal(inputs);
  });

  it("shows a changed value, a removed key, an added key, the class and the number of tasks", () => {
    const live = {
      name: "orders",
      "connector.class": "org.example.Other",
      "tasks.max": "7",
      added: "1",
    };
    expect(drifted({ ...declared, secretKeys: [] }, live)).to.deep.equal({
      ...declared,
      secretKeys: [],
      class: "org.example.Other",
      tasksMax: 7,
      config: { added: "1" },
    });
    expect(drifted(declared, { ...onServer, topic: "x" }).config).to.deep.equal({
      topic: "x",
      "db.password": "hunter2",
    });
  });

  it("treats a missing tasks.max as 1, and an invalid one as the declared one", () => {
    expect(drifted(declared, { name: "orders" }).tasksMax).to.equal(1);
    expect(drifted(declared, { "tasks.max": "${env:N}" }).tasksMax).to.equal(2);
  });

  it("shows that a secret has changed, but neither value", () => {
    const live = { ...onServer, "db.password": "changed" };
    const once = drifted(declared, live);
    expect(once.config).to.deep.equal({ topic: "orders", "db.password": CHANGED_SECRET });
    expect(drifted(once, live)).to.deep.equal(once);
  });

  it("shows that a value which only the program marks as secret has changed, but not the value", () => {
    const secret = { ...declared, secretKeys: ["db.password", "topic"] };
    expect(drifted(secret, { ...onServer, topic: "x" }).config).to.include({
      topic: CHANGED_SECRET,
    });
  });

  const uri = { ...declared, config: { "connection.uri": "mongodb://app:hunter2@db/" } };
  const masked: [string, Declared, Config][] = [
    ["of a secret", declared, { ...onServer, "db.password": "redacted" }],
    ["of a harmless key", declared, { ...onServer, topic: "[hidden]" }],
    ...["••••••••", "mongodb://app:****@db/", "mongodb://app:[hidden]@db/", "xxxxxxxx"].map(
      (mask): [string, Declared, Config] => [
        `such as ${mask}`,
        uri,
        { ...wireConfig(uri), "connection.uri": mask },
      ],
    ),
  ];
  for (const [which, inputs, live] of masked) {
    it(`cannot be detected behind a mask ${which}`, () => {
      expect(drifted(inputs, live)).to.deep.equal(inputs);
    });
  }

  it("is detected in the part that a mask leaves visible", () => {
    const live = { ...wireConfig(uri), "connection.uri": "mongodb://app:****@other/" };
    expect(drifted(uri, live).config).to.not.deep.equal(uri.config);
  });

  it("does not store what others wrote under a key that the class defines as a password", () => {
    const live = { ...onServer, "db.uri": "mongodb://db/" };
    const found = drifted(declared, live, (key) => key === "db.uri");
    expect(found.config).to.include({ "db.uri": ADDED_SECRET });
  });

  it("does not store a password that others wrote into a harmless value", () => {
    const plain = { ...declared, config: { "db.uri": "mongodb://db/" } };
    const live = { ...wireConfig(plain), "db.uri": "mongodb://app:hunter2@db/" };
    expect(drifted(plain, live).config).to.deep.equal({ "db.uri": ADDED_SECRET });
  });

  it("shows that a secret was removed", () => {
    const { "db.password": _password, ...live } = onServer;
    expect(drifted(declared, live).config).to.deep.equal({ topic: "orders" });
  });

  it("does not store a secret that somebody else added, not even at the next refresh", () => {
    const live = { ...onServer, "api.token": "t0ken", "api.secret": "${file:/a:b}" };
    const once = drifted(declared, live);
    expect(once.config).to.deep.equal({
      ...declared.config,
      "api.token": ADDED_SECRET,
      "api.secret": "${file:/a:b}",
    });
    expect(drifted(once, live)).to.deep.equal(once);
  });

  it("does not store a secret that replaced a reference", () => {
    const byReference = { ...declared, config: { "db.password": "${file:/a:b}" }, secretKeys: [] };
    const live = { ...wireConfig(byReference), "db.password": "hunter2" };
    expect(drifted(byReference, live).config).to.deep.equal({ "db.password": ADDED_SECRET });
  });
});

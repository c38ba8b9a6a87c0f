import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Connector, type ConnectorArgs } from "../../../provider/connector/connector";
import { UNKNOWN } from "../../../provider/core/unknown";
import { onWireSecret, registrationOf, unknownOutput } from "../../../testkit/engine/registration";

const minimal: ConnectorArgs = {
  cluster: { url: "http://connect:8083" },
  class: "org.example.OrdersSource",
};

async function inputsOf(args: Partial<ConnectorArgs>, mode: "up" | "preview" = "up") {
  const make = () => new Connector("orders", { ...minimal, ...args });
  return (await registrationOf(make, mode)).inputs;
}

describe("connector: its registration", () => {
  it("has the type, the defaults of the program, and the constant provider text", async () => {
    const make = () => new Connector("orders", minimal);
    expect(await registrationOf(make)).to.deep.equal({
      type: "pulumi-nodejs:dynamic/kafkaconnect:Connector",
      name: "orders",
      inputs: {
        name: "orders",
        cluster: { url: "http://connect:8083" },
        class: "org.example.OrdersSource",
        config: {},
        __provider: "exports.handler=()=>require('pulumi-kafka-connect/provider')",
      },
    });
  });

  it("marks the inputs as a preview only in a preview", async () => {
    expect((await inputsOf({}, "preview")).__preview).to.equal(true);
    expect(await inputsOf({}, "up")).to.not.have.property("__preview");
  });

  it("has no property for an argument that is not set: each would cost the SDK four stack traces", async () => {
    let connector: Connector | undefined;
    await registrationOf(() => (connector = new Connector("orders", minimal)));
    expect(connector).to.have.property("trace");
    expect(connector).to.not.have.any.keys("__secretKeys", "timeouts", "__preview");
  });

  it("passes on the timeouts from the resource options", async () => {
    const opts = { customTimeouts: { create: "1m" } };
    const { inputs } = await registrationOf(() => new Connector("orders", minimal, opts));
    expect(inputs.timeouts).to.deep.equal({ create: "1m" });
  });

  it("has the given name, or the resource's if it is undefined", async () => {
    expect((await inputsOf({ name: "other" })).name).to.equal("other");
    const undefinedName = { ...minimal, name: undefined } as unknown as ConnectorArgs;
    const { inputs } = await registrationOf(() => new Connector("orders", undefinedName));
    expect(inputs.name).to.equal("orders");
  });

  it("does not change the caller's arguments", async () => {
    const args = {
      cluster: {
        url: "http://c",
        basicAuth: { username: "u", password: "p" },
        headers: { a: "b" },
      },
      class: "a.B",
      config: { "db.password": "hunter2" },
    };
    const before = structuredClone(args);
    await registrationOf(() => new Connector("orders", args));
    expect(args).to.deep.equal(before);
  });

  it("is recognized as a Connector, and nothing else is", async () => {
    let connector: Connector | undefined;
    await registrationOf(() => (connector = new Connector("orders", minimal)));
    expect(Connector.isInstance(connector)).to.equal(true);
    expect(Connector.isInstance(undefined)).to.equal(false);
    expect(Connector.isInstance({})).to.equal(false);
  });
});

describe("connector: secret config values", () => {
  const forms: [string, (value: string) => pulumi.Input<string>][] = [
    ["a value", (value) => value],
    ["an Output", (value) => pulumi.output(value)],
    ["a Promise", (value) => Promise.resolve(value)],
    ["a secret", (value) => pulumi.secret(value)],
  ];
  for (const [what, form] of forms) {
    it(`are marked because of their key's name when given as ${what}`, async () => {
      const inputs = await inputsOf({ config: { "db.password": form("hunter2"), topic: "a" } });
      expect(inputs.config).to.deep.equal({ "db.password": onWireSecret("hunter2"), topic: "a" });
      expect(inputs.__secretKeys).to.deep.equal(["db.password"]);
    });
  }

  for (const [what, form] of forms.slice(0, 3)) {
    it(`are not marked when they are references, given as ${what}`, async () => {
      const reference = "${file:/mnt/secrets/db:password}";
      const inputs = await inputsOf({ config: { "db.password": form(reference) } });
      expect(inputs.config).to.deep.equal({ "db.password": reference });
      // Whether what comes later is secret is not known yet.
      if (what !== "a value") expect(inputs.__secretKeys).to.deep.equal([]);
      else expect(inputs).to.not.have.property("__secretKeys");
    });
  }

  const whole = { "db.password": "hunter2", topic: "a" };
  const wholes: [string, ConnectorArgs["config"] & object][] = [
    ["an Output", pulumi.output(whole)],
    ["a Promise", Promise.resolve(whole)],
  ];
  for (const [what, config] of wholes) {
    it(`are found in a whole config that is given as ${what}`, async () => {
      const inputs = await inputsOf({ config });
      expect(inputs.config).to.deep.equal({ "db.password": onWireSecret("hunter2"), topic: "a" });
      expect(inputs.__secretKeys).to.deep.equal(["db.password"]);
    });
  }

  it("are all values, one by one, of a config that is secret as a whole", async () => {
    const secrets = { "db.password": onWireSecret("hunter2"), topic: onWireSecret("a") };
    for (const config of [
      pulumi.secret(whole),
      pulumi
        .all([pulumi.secret("hunter2")])
        .apply(([p]) => ({ "db.password": p ?? "", topic: "a" })),
    ]) {
      const inputs = await inputsOf({ config });
      expect(inputs.config).to.deep.equal(secrets);
      expect(inputs.__secretKeys).to.deep.equal(["db.password", "topic"]);
    }
  });

  it("are recognized by their form, whatever their key's name", async () => {
    const uri = "mongodb://app:hunter2@db/";
    for (const value of [uri, pulumi.output(uri), Promise.resolve(uri)]) {
      const inputs = await inputsOf({ config: { "connection.uri": value } });
      expect(inputs.config).to.deep.equal({ "connection.uri": onWireSecret(uri) });
    }
  });

  it("that the program marks are listed, whatever their key's name", async () => {
    const config = { harmless: pulumi.secret("s"), also: pulumi.secret("s"), plain: "p" };
    const inputs = await inputsOf({ config });
    expect(inputs.__secretKeys).to.deep.equal(["also", "harmless"]);
    expect(inputs.config).to.deep.equal({
      harmless: onWireSecret("s"),
      also: onWireSecret("s"),
      plain: "p",
    });
  });

  it("stay known in a preview in which another value is unknown", async () => {
    const config = { topic: "a", bucket: unknownOutput<string>(), "db.password": "hunter2" };
    const inputs = await inputsOf({ config }, "preview");
    expect(inputs.config).to.deep.equal({
      topic: "a",
      bucket: UNKNOWN,
      "db.password": onWireSecret("hunter2"),
    });
    expect(inputs.__secretKeys).to.deep.equal(["db.password"]);
  });

  it("may be unknown themselves in a preview", async () => {
    const config = { topic: "a", "db.password": unknownOutput<string>() };
    const inputs = await inputsOf({ config }, "preview");
    expect(inputs.config).to.deep.include({ topic: "a" });
  });
});

describe("connector: credentials of the endpoint", () => {
  const url = "https://connect";
  const cases: [string, ConnectorArgs["cluster"], object][] = [
    [
      "the password",
      { url, basicAuth: { username: "me", password: "p" } },
      { url, basicAuth: { username: "me", password: onWireSecret("p") } },
    ],
    ["the token", { url, bearerToken: "t" }, { url, bearerToken: onWireSecret("t") }],
    [
      "the token as an Output",
      { url, bearerToken: pulumi.output("t") },
      { url, bearerToken: onWireSecret("t") },
    ],
    ["headers", { url, headers: { a: "b" } }, { url, headers: { a: onWireSecret("b") } }],
    [
      "headers as an Output",
      { url, headers: pulumi.output({ a: "b" }) },
      { url, headers: { a: onWireSecret("b") } },
    ],
    [
      "the key",
      { url, tls: { ca: "ca", cert: "cert", key: "key" } },
      { url, tls: { ca: "ca", cert: "cert", key: onWireSecret("key") } },
    ],
    [
      "a kubeconfig",
      { kubernetes: { namespace: "data", service: "connect", kubeconfig: "k" } },
      { kubernetes: { namespace: "data", service: "connect", kubeconfig: onWireSecret("k") } },
    ],
    [
      "an endpoint as an Output",
      pulumi.output({ url, bearerToken: "t" }),
      { url, bearerToken: onWireSecret("t") },
    ],
    [
      "an endpoint as a Promise",
      Promise.resolve({ url, bearerToken: "t" }),
      { url, bearerToken: onWireSecret("t") },
    ],
  ];
  for (const [what, cluster, wire] of cases) {
    it(`are secret: ${what}`, async () => {
      expect((await inputsOf({ cluster })).cluster).to.deep.equal(wire);
    });
  }

  it("are not secret when they are references", async () => {
    const cluster = {
      url,
      basicAuth: { username: { env: "U" }, password: { env: "P" } },
      bearerToken: { file: "token" },
      headers: { a: { env: "H" } },
      tls: { key: { file: "key.pem" }, cert: { file: "cert.pem" } },
      kubernetes: { namespace: "data", service: "connect", kubeconfig: { file: "config" } },
    };
    expect((await inputsOf({ cluster })).cluster).to.deep.equal(cluster);
  });
});

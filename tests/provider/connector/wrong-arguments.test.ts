import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Connector, type ConnectorArgs } from "../../../provider/connector/connector";
import { check } from "../../../provider/connector/lifecycle";
import { ConnectorSet } from "../../../provider/set/connector-set";
import { errors, KEYS, keys, useCheck, VALIDATE } from "../../../testkit/connectors/check";
import { registrationOf } from "../../../testkit/engine/registration";

type Raw = Readonly<Record<string, unknown>>;

const WRONG: Raw = {
  undefined: undefined,
  null: null,
  number: 7.5,
  NaN,
  boolean: true,
  text: "no such thing",
  "an empty string": "",
  array: [["a"]],
  map: { "an unknown word": 1 },
  function: () => "a",
};

/** For each argument, by its path, what of the above is accepted; all else is refused by its name. */
const ABSENT = ["undefined", "null"];
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  cluster: [],
  "cluster.id": [...ABSENT, "text"],
  "cluster.basicAuth": ABSENT,
  "cluster.basicAuth.username": ["text", "an empty string"],
  "cluster.basicAuth.password": ["text", "an empty string"],
  "cluster.bearerToken": [...ABSENT, "text"],
  "cluster.headers": ABSENT,
  "cluster.headers.a": ["undefined", "text", "an empty string"],
  "cluster.kubernetes": ABSENT,
  "cluster.kubernetes.namespace": [],
  "cluster.kubernetes.service": [],
  class: ["text"],
  name: [...ABSENT, "text"],
  tasksMax: ABSENT,
  config: [...ABSENT, "map"],
  state: ABSENT,
  restartPolicy: ABSENT,
  "restartPolicy.type": ABSENT,
  "restartPolicy.maxRetry": ABSENT,
  restartTriggers: [...ABSENT, "array"],
  offsets: ABSENT,
  onDelete: ABSENT,
  "onDelete.resetOffsets": [...ABSENT, "boolean"],
  adopt: [...ABSENT, "boolean"],
  validate: [...ABSENT, "boolean"],
  waitFor: ABSENT,
  ignoreKeys: ABSENT,
};

/** The engine gives the provider secrets without their mark. */
function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (Object.hasOwn(value, pulumi.runtime.specialSigKey)) return (value as Raw).value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutMarks(part)]));
}

describe("connector: arguments of the wrong type", () => {
  const { use, rawOf } = useCheck();

  beforeEach(() => use.server.on(KEYS, keys()).on(VALIDATE, errors("topic")));

  /** The errors for a program with these arguments, if any. */
  async function refusals(args: unknown): Promise<string[]> {
    try {
      const make = () => new Connector("orders", args as ConnectorArgs);
      const { inputs } = await registrationOf(make);
      return (await check({}, withoutMarks(inputs) as Raw)).failures.map(({ reason }) => reason);
    } catch (error) {
      if (!pulumi.RunError.isInstance(error)) throw error;
      return [error.message];
    }
  }

  function withArgument(path: string, value: unknown): Raw {
    const [first = "", ...rest] = path.split(".");
    const { __provider, __preview, ...raw } = rawOf() as Raw;
    const whole = { ...raw, config: { topic: "orders" } } as Record<string, unknown>;
    if (rest.length === 0) return { ...whole, [first]: value };
    const parts: Raw = {
      basicAuth: { username: "u", password: "p" },
      kubernetes: { namespace: "data", service: "connect" },
    };
    const [second = "", third] = rest;
    const before = (whole[first] ?? {}) as Raw;
    const inner = third === undefined ? value : { ...(parts[second] as Raw), [third]: value };
    return { ...whole, [first]: { ...before, [second]: inner } };
  }

  for (const [path, accepted] of Object.entries(ARGUMENTS)) {
    for (const [kind, value] of Object.entries(WRONG)) {
      const accepts = accepted.includes(kind);
      it(`${accepts ? "accept" : "refuse"} ${path} as ${kind}`, async () => {
        const refused = await refusals(withArgument(path, value));
        if (accepts) expect(refused).to.deep.equal([]);
        else expect(refused.join("\n")).to.contain(path.split(".").slice(0, 2).join("."));
        // Only what is missing is required, such as the parts of the map.
        if (![...ABSENT, "an empty string", "map"].includes(kind)) {
          expect(refused.join("\n")).to.not.contain("is required");
        }
      });
    }
  }

  for (const [path, accepted] of Object.entries(ARGUMENTS)) {
    if (path.includes(".")) continue;
    for (const [kind, value] of Object.entries(WRONG)) {
      if (kind === "function") continue;
      const accepts = accepted.includes(kind);
      it(`${accepts ? "accept" : "refuse"} ${path} as an Output of ${kind}`, async () => {
        const refused = await refusals(withArgument(path, pulumi.output(value)));
        if (accepts) expect(refused).to.deep.equal([]);
        else expect(refused.join("\n")).to.contain(path);
      });
    }
  }

  for (const args of [undefined, null, "text", 7]) {
    it(`refuse the arguments ${JSON.stringify(args)} as a whole`, async () => {
      expect(await refusals(args)).to.deep.equal([
        "cluster: is required: the endpoint of a Connect cluster",
        "class: is required: the connector class, or its alias",
      ]);
    });
  }

  const misspelt: [string, Raw, string][] = [
    ["an argument", { confg: {} }, 'confg: is not an argument: did you mean "config"?'],
    ["an argument that resembles none", { zzzzzzz: 1 }, "zzzzzzz: is not an argument"],
    [
      "a part of the restart policy",
      { restartPolicy: { maxRetries: 3 } },
      'restartPolicy.maxRetries: is not an argument: did you mean "maxRetry"?',
    ],
    [
      "a part of onDelete",
      { onDelete: { resetOffset: true } },
      'onDelete.resetOffset: is not an argument: did you mean "resetOffsets"?',
    ],
    [
      "a part of an offset",
      { offsets: [{ partition: { a: 1 }, offset: { a: 1 }, offsets: 1 }] },
      'offsets[0].offsets: is not an argument: did you mean "offset"?',
    ],
    [
      "a part of the cluster",
      { cluster: { url: "http://c", basicauth: {} } },
      'cluster.basicauth: is not an argument: did you mean "basicAuth"?',
    ],
    [
      "a part of the TLS settings",
      { cluster: { url: "https://c", tls: { servername: "c" } } },
      'cluster.tls.servername: is not an argument: did you mean "serverName"?',
    ],
    [
      "a part of the Service",
      { cluster: { kubernetes: { namespace: "a", service: "b", ports: 1 } } },
      'cluster.kubernetes.ports: is not an argument: did you mean "port"?',
    ],
  ];
  for (const [what, change, text] of misspelt) {
    it(`refuse ${what} that is misspelt, and suggest the nearest one`, async () => {
      const { __provider, __preview, ...raw } = rawOf() as Raw;
      expect(await refusals({ ...raw, ...change })).to.deep.equal([text]);
    });
  }

  it("refuse a function inside them, which the SDK would omit", async () => {
    const config = { topic: () => "orders" };
    expect(await refusals(withArgument("config", config))).to.deep.equal([
      'Connector "orders": config["topic"] is a function: give its value instead',
    ]);
  });

  const unserialisable: [what: string, value: unknown, instead: string][] = [
    ["a Map", new Map([["topic", "orders"]]), "`Object.fromEntries(map)`"],
    ["a Set", new Set(["topic"]), "`[...set]`"],
    ["a Date", new Date(0), "`date.toISOString()`"],
    ["a RegExp", /orders/, "`regExp.source`"],
    ["a URL", new URL("http://connect:8083"), "`url.href`"],
    ["a bigint", 1712345678901234567n, "`String(number)`"],
    ["a symbol", Symbol("orders"), "a string"],
  ];
  for (const [what, value, instead] of unserialisable) {
    const refused = (path: string) => [
      `Connector "orders": ${path} is ${what}: give ${instead} instead`,
    ];

    it(`refuse ${what}, which the SDK would empty`, async () => {
      expect(await refusals(withArgument("config", value))).to.deep.equal(refused("config"));
    });

    for (const [where, triggers, path] of [
      ["in a list", [value], "restartTriggers[0]"],
      ["in a map in a list", [1, { at: value }], "restartTriggers[1].at"],
    ] as const) {
      it(`refuse ${what} ${where}, because changing it would restart nothing`, async () => {
        const given = withArgument("restartTriggers", triggers);
        expect(await refusals(given)).to.deep.equal(refused(path));
      });
    }
  }

  it("refuse an Output instead of the arguments", async () => {
    const [text] = await refusals(pulumi.output(withArgument("class", "x")));
    expect(text).to.match(/^Connector "orders": the arguments are an Output: give a map/);
  });

  it("refuse timeouts, which belong in a resource option", async () => {
    const [text] = await refusals(withArgument("timeouts", { create: "1m" }));
    expect(text).to.contain(
      "timeouts is not an argument: set the resource option `customTimeouts`",
    );
  });

  for (const name of ["secretKeys", "__secrets", "__secretKeys", "__preview"]) {
    it(`refuse ${name}, which is a name of the state`, async () => {
      expect(await refusals(withArgument(name, ["topic"]))).to.deep.equal([
        `Connector "orders": ${name}: is not an argument`,
      ]);
    });
  }

  it("refuse a class that contains a reference", async () => {
    expect((await refusals(withArgument("class", "${env:CLASS}"))).join()).to.match(
      /^class: must not contain a reference/,
    );
  });
});

describe("connector: resource options that read", () => {
  const args = { cluster: { url: "http://connect:8083" }, class: "org.example.OrdersSource" };
  const options: [keyof pulumi.CustomResourceOptions, string][] = [
    ["import", "adopt: true"],
    ["id", "getConnectorStatus"],
  ];
  for (const [option, instead] of options) {
    it(`are refused with the alternative: ${option}`, () => {
      const make = () => new Connector("orders", args, { [option]: "orders" });
      expect(make)
        .to.throw(pulumi.RunError, `the resource option \`${option}\` is not supported`)
        .with.property("message")
        .that.contains(instead);
    });
  }

  const ofSets: [keyof pulumi.CustomResourceOptions, string][] = [
    ["import", "declare them in `connectors`"],
    ["id", "getConnectorStatus"],
  ];
  for (const [option, instead] of ofSets) {
    it(`are refused for a set with what a set accepts: ${option}`, () => {
      const { class: connectorClass, cluster } = args;
      const set = { cluster, connectors: { orders: { class: connectorClass } } };
      const make = () => new ConnectorSet("shop", set, { [option]: "shop" });
      expect(make)
        .to.throw(
          pulumi.RunError,
          `ConnectorSet "shop": the resource option \`${option}\` is not supported`,
        )
        .with.property("message")
        .that.contains(instead)
        .and.contains("`defaults: { adopt: true }`")
        .and.not.contains("`name`");
    });
  }

  it("may be undefined, one or all", async () => {
    for (const options of [{ import: undefined }, undefined, null]) {
      const make = () => new Connector("orders", args, options as never);
      expect((await registrationOf(make)).name).to.equal("orders");
    }
  });
});

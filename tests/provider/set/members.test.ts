import { expect } from "chai";
import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { membersOf, secretKeysIn, withDefaultsUnder } from "../../../provider/set/members";

type Map = Readonly<Record<string, unknown>>;

/** The value, and whether each value of a config is secret. */
async function resolved(given: unknown): Promise<unknown> {
  const value = await given;
  if (pulumi.Output.isInstance(value)) {
    const inner = value as pulumi.Output<unknown> & { promise(): Promise<unknown> };
    const known = await inner.promise();
    return (await pulumi.isSecret(inner)) ? { secret: await resolved(known) } : resolved(known);
  }
  if (Array.isArray(value)) return Promise.all(value.map(resolved));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([k, v]) => [k, await resolved(v)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe("the connectors of a set in a program", () => {
  const merges: [what: string, defaults: Map, member: Map, merged: Map][] = [
    [
      "have the defaults that they do not set",
      { class: "A", tasksMax: 2 },
      { tasksMax: 3 },
      { class: "A", tasksMax: 3 },
    ],
    [
      "merge config by key",
      { config: { a: 1, b: 1 } },
      { config: { b: 2 } },
      { config: { a: 1, b: 2 } },
    ],
    [
      "merge the restart policy by key",
      { restartPolicy: { type: "Never" } },
      { restartPolicy: { maxRetry: 1 } },
      { restartPolicy: { type: "Never", maxRetry: 1 } },
    ],
    ["replace lists", { ignoreKeys: ["a"] }, { ignoreKeys: ["b"] }, { ignoreKeys: ["b"] }],
    [
      "treat undefined and null as not set",
      { tasksMax: 2, config: { a: 1 } },
      { tasksMax: undefined, config: null },
      { tasksMax: 2, config: { a: 1 } },
    ],
    [
      "treat undefined as not set in a map too",
      { config: { a: 1 }, restartPolicy: { maxRetry: 1 } },
      { config: { a: undefined, b: 2 }, restartPolicy: { maxRetry: undefined } },
      { config: { a: 1, b: 2 }, restartPolicy: { maxRetry: 1 } },
    ],
    [
      "keep values of the wrong type, which check refuses",
      { config: { a: 1 } },
      { config: "x" },
      { config: "x" },
    ],
  ];
  for (const [what, defaults, member, merged] of merges) {
    it(what, () => expect(withDefaultsUnder(defaults, member)).to.deep.equal(merged));
  }

  it("have each key's value from the connector, otherwise from the defaults", () => {
    const config = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.string());
    fc.assert(
      fc.property(config, config, (under, own) => {
        const merged = withDefaultsUnder({ config: under }, { config: own }) as { config: Map };
        for (const key of ["a", "b", "c", "d"]) {
          expect(merged.config[key]).to.equal(own[key] ?? under[key]);
        }
      }),
    );
  });

  it("are secret value by value, also those from the defaults", async () => {
    const members = membersOf(
      {
        plain: { config: { topic: "t" } },
        own: { config: { topic: pulumi.secret("s") } },
      },
      { config: { shared: pulumi.secret("d"), password: "by its name" } },
    );
    const shared = { shared: { secret: "d" }, password: { secret: "by its name" } };
    expect(await resolved(members)).to.deep.equal({
      plain: { config: { ...shared, topic: "t" } },
      own: { config: { ...shared, topic: { secret: "s" } } },
    });
    expect(await resolved(secretKeysIn(members))).to.deep.equal({
      plain: ["password", "shared"],
      own: ["password", "shared", "topic"],
    });
  });

  it("stay known while another one is an Output", async () => {
    const members = membersOf(
      { a: { config: { k: 1 } }, b: pulumi.output({ config: { k: 2 } }) },
      undefined,
    );
    expect(members).to.have.nested.property("a.config.k", 1);
    expect(await resolved(members)).to.deep.equal({
      a: { config: { k: 1 } },
      b: { config: { k: 2 } },
    });
  });

  it("are marked value by value if all of them together are one secret", async () => {
    const members = membersOf(pulumi.secret({ a: { class: "A", config: { k: "v" } } }), undefined);
    expect(await resolved(members)).to.deep.equal({
      a: { class: "A", config: { k: { secret: "v" } } },
    });
  });
});

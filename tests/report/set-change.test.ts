import { expect } from "chai";
import { changesOf, step, urn } from "../../testkit/engine/preview";

const cluster = { url: "http://connect:8083" };
const member = (config: object = {}, more: object = {}) => ({
  class: "Source",
  state: "running",
  config,
  ...more,
});
type Members = Readonly<Record<string, object>>;

/** Steps of a set of this type. */
function stepsOf(type: string) {
  return (
    op: string,
    old?: Members,
    now?: Members,
    paths: readonly string[] = [],
    more: object = {},
  ) => {
    const inputs = (connectors: Members | undefined) =>
      connectors === undefined ? undefined : { cluster, connectors };
    const outputs = { connectors: old ?? {}, ...more };
    return step(op, "orders", inputs(old), inputs(now), { type, paths, outputs });
  };
}

const inShort = (steps: object[], diagnostics: object[] = []) =>
  changesOf(steps, diagnostics).changes.map(({ kind, name, keys }) => ({
    kind,
    name,
    keys: keys.map(({ key, cost }) => `${key}: ${cost}`),
  }));

/** For the TypeScript package and the plugin. */
const TYPES = [
  [
    "pulumi-nodejs:dynamic/kafkaconnect:ConnectorSet",
    "pulumi-nodejs:dynamic/kafkaconnect:ConnectorNames",
  ],
  ["pulumi-kafka-connect:index:ConnectorSetMembers", "pulumi-kafka-connect:index:ConnectorNames"],
] as const;

for (const [SET, SET_NAMES] of TYPES)
  describe(`the changes of a ${SET} in a preview`, () => {
    const setStep = stepsOf(SET);

    it("are those of its connectors, and a removed one is a deletion", () => {
      const old = { a: member({ k: "1" }), b: member(), c: member() };
      const now = { a: member({ k: "2" }), c: member(), "d.e": member({ k: "1" }) };
      const paths = [
        'connectors.a.config["k"]',
        "connectors.b",
        'connectors["d.e"]',
        "__secrets.a",
      ];
      expect(inShort([setStep("update", old, now, paths)])).to.deep.equal([
        { kind: "delete", name: "b", keys: [] },
        { kind: "update", name: "a", keys: ['config["k"]: restart'] },
        {
          kind: "create",
          name: "d.e",
          keys: ["class: nothing", 'config["k"]: nothing', "name: nothing", "state: nothing"],
        },
      ]);
    });

    it("are those of each connector when the set is created, replaced or deleted", () => {
      const all = { a: member(), b: member() };
      const kinds = (...given: Parameters<typeof setStep>) =>
        inShort([setStep(...given)]).map(({ kind, name }) => `${kind} ${name}`);
      expect(kinds("create", undefined, all)).to.deep.equal(["create a", "create b"]);
      expect(kinds("delete", all)).to.deep.equal(["delete a", "delete b"]);
      expect(kinds("replace", all, all, ["cluster.url"])).to.deep.equal(["replace a", "replace b"]);
    });

    it("are those of connectors that the last deployment has left unfinished", () => {
      const all = { a: member(), b: member(), c: member() };
      const found = { connectors: { a: member(), b: { ...member(), unfinished: true } } };
      expect(inShort([setStep("update", all, all, [], found)])).to.deep.equal([
        { kind: "update", name: "b", keys: [] },
        { kind: "create", name: "c", keys: ["class: nothing", "name: nothing", "state: nothing"] },
      ]);
    });

    it("show an argument of the set itself, which costs nothing", () => {
      const old = setStep("update", { a: member() }, { a: member() }, ["allowDelete"]);
      (old as unknown as { newState: { inputs: object } }).newState.inputs = {
        ...{ cluster, connectors: { a: member() } },
        allowDelete: false,
      };
      expect(inShort([old])).to.deep.equal([
        { kind: "update", name: "orders", keys: ["allowDelete: nothing"] },
      ]);
    });

    it("show mistakes at their connector, and all others at the set", () => {
      const problem = (words: string) => ({
        urn: urn(SET, "orders"),
        severity: "error",
        message: `error: ${SET} resource 'orders' has a problem: ${words}\n`,
      });
      const { changes, errors } = changesOf(
        [],
        [
          problem('connectors["a"].config["topic"]: is wrong'),
          problem('connectors["a"].tasksMax: is wrong'),
          problem("allowDelete: is false"),
        ],
      );
      expect(changes.map(({ kind, name, mistakes }) => ({ kind, name, mistakes }))).to.deep.equal([
        {
          kind: "refused",
          name: "a",
          mistakes: [
            { key: 'config["topic"]', message: "is wrong" },
            { key: "tasksMax", message: "is wrong" },
          ],
        },
        {
          kind: "refused",
          name: "orders",
          mistakes: [{ key: "allowDelete", message: "is false" }],
        },
      ]);
      expect(errors).to.deep.equal([]);
    });

    it("leave the helper of the set out of the other resources", () => {
      const names = step(
        "replace",
        "orders-names",
        { names: ["a"] },
        { names: [] },
        { type: SET_NAMES },
      );
      expect(changesOf([names]).others).to.deep.equal({});
    });
  });

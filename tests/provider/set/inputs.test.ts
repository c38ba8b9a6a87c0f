import { expect } from "chai";
import * as fc from "fast-check";
import { withDefaults, withoutDefaults } from "../../../provider/connector/stored-inputs";
import { UNKNOWN } from "../../../provider/core/unknown";
import {
  canonicaliseSet,
  connectorsOf,
  refusedDeletions,
  type SetInputs,
  setOf,
} from "../../../provider/set/inputs";
import { type Raw } from "../../../testkit/connectors/inputs";

const cluster = { url: "http://connect:8083" };
const orders = { class: "org.example.Source" };

describe("inputs of a set", () => {
  const mistakes: [what: string, raw: Raw, failures: string[]][] = [
    ["no cluster", { connectors: { orders } }, ["cluster"]],
    [
      "a malformed cluster, once",
      { cluster: { url: "x" }, connectors: { a: orders, b: orders } },
      ["cluster.url"],
    ],
    ["no connectors", { cluster }, ["connectors"]],
    ["a list of connectors", { cluster, connectors: [orders] }, ["connectors"]],
    ["a connector that is not a map", { cluster, connectors: { a: "x" } }, ['connectors["a"]']],
    ["no class", { cluster, connectors: { a: {} } }, ['connectors["a"].class']],
    [
      "a name in addition to the key",
      { cluster, connectors: { a: { ...orders, name: "b" } } },
      ['connectors["a"].name'],
    ],
    [
      "a cluster of its own",
      { cluster, connectors: { a: { ...orders, cluster } } },
      ['connectors["a"].cluster'],
    ],
    ...["timeouts", "customTimeouts"].map((key): [string, Raw, string[]] => [
      `${key} of its own`,
      { cluster, connectors: { a: { ...orders, [key]: { create: "1m" } } } },
      [`connectors["a"].${key}`],
    ]),
    ...["secretKeys", "__secrets", "__secretKeys"].map((key): [string, Raw, string[]] => [
      `${key}, a name of the state`,
      { cluster, connectors: { a: { ...orders, [key]: ["topic"] } } },
      [`connectors["a"].${key}`],
    ]),
    [
      "a key that the REST API cannot address",
      { cluster, connectors: { "a/b": orders } },
      ['connectors["a/b"]'],
    ],
    ["an empty key", { cluster, connectors: { "": orders } }, ['connectors[""]']],
    [
      "an invalid config value",
      { cluster, connectors: { a: { ...orders, config: { k: [] } } } },
      ['connectors["a"].config["k"]'],
    ],
    [
      "a misspelt argument",
      { cluster, connectors: { a: { ...orders, taskMax: 1 } } },
      ['connectors["a"].taskMax'],
    ],
    [
      "a misspelt argument of the set",
      { cluster, connectors: {}, alowDelete: false },
      ["alowDelete"],
    ],
    [
      "an allowDelete that is not a boolean",
      { cluster, connectors: {}, allowDelete: "no" },
      ["allowDelete"],
    ],
    ["defaults that are not a map", { cluster, connectors: {}, defaults: "x" }, ["defaults"]],
    ...(
      [
        ["a misspelt argument", { taskMax: 1 }, ["taskMax"]],
        ["a wrong value", { tasksMax: 0 }, ["tasksMax"]],
        ["an empty class", { class: "" }, ["class"]],
        ["a wrong value of a config", { config: { k: [] } }, ['config["k"]']],
        [
          "a config that contradicts them",
          { tasksMax: 2, config: { "tasks.max": 3 } },
          ['config["tasks.max"]'],
        ],
        ["a wrong part", { restartPolicy: { maxRetries: 1 } }, ["restartPolicy.maxRetries"]],
        ["a name", { name: "a" }, ["name"]],
        ["a cluster", { cluster }, ["cluster"]],
        ["two mistakes", { sate: "paused", state: "on" }, ["sate", "state"]],
      ] as [string, Raw, string[]][]
    ).map(([what, defaults, paths]): [string, Raw, string[]] => {
      const merged = { ...orders, ...defaults };
      const connectors = { a: merged, b: merged, c: orders };
      return [
        `${what} in the defaults, once`,
        { cluster, defaults, connectors },
        paths.map((path) => `defaults.${path}`),
      ];
    }),
    [
      "a mistake in the defaults although there is no connector",
      { cluster, defaults: { waitFor: "all" }, connectors: {} },
      ["defaults.waitFor"],
    ],
    [
      "another mistake of a connector beside one in the defaults",
      { cluster, defaults: { tasksMax: 0 }, connectors: { a: { ...orders, state: "on" } } },
      ["defaults.tasksMax", 'connectors["a"].state'],
    ],
    [
      "wrong offsets",
      { cluster, connectors: { a: { ...orders, offsets: [{}] } } },
      ['connectors["a"].offsets[0].partition', 'connectors["a"].offsets[0].offset'],
    ],
    [
      "an invalid timeout, once",
      { cluster, connectors: { a: orders }, timeouts: { create: "x" } },
      ["customTimeouts.create"],
    ],
  ];
  for (const [what, raw, properties] of mistakes) {
    it(`refuse ${what}, by its path`, () => {
      const { failures } = canonicaliseSet(raw);
      expect(failures.map(({ property }) => property)).to.deep.equal(properties);
      for (const { reason } of failures) expect(reason).to.not.equal("");
    });
  }

  it("report a mistake that several connectors share once", () => {
    const connectors = { a: { ...orders, tasksMax: 0 }, b: { ...orders, tasksMax: 0 } };
    expect(canonicaliseSet({ cluster, connectors }).failures).to.deep.equal([
      {
        property: 'connectors["a"].tasksMax',
        reason: 'must be a whole number of at least 1 (also in "b" of the set)',
      },
    ]);
  });

  it("accept defaults that only a connector completes or replaces", () => {
    for (const defaults of [
      {},
      { config: { "connector.class": "org.example.Source", "tasks.max": "3" } },
      { class: UNKNOWN, config: UNKNOWN, tasksMax: UNKNOWN },
      { class: null, tasksMax: null, config: { k: UNKNOWN } },
      UNKNOWN,
    ]) {
      const own = { ...orders, config: { k: "v" }, tasksMax: 3 };
      const { failures } = canonicaliseSet({ cluster, defaults, connectors: { a: own } });
      expect(failures).to.deep.equal([]);
    }
  });

  it("are not checked while they are unknown in a preview", () => {
    expect(canonicaliseSet({ cluster: UNKNOWN, connectors: UNKNOWN }).failures).to.deep.equal([]);
    const { failures, unknown, connectors } = canonicaliseSet({
      cluster,
      connectors: { a: UNKNOWN, b: { ...orders, config: { k: UNKNOWN } } },
    });
    expect(failures).to.deep.equal([]);
    expect(unknown).to.deep.equal(["a"]);
    expect([...connectors.keys()]).to.deep.equal(["b"]);
  });

  const names = fc.string({ minLength: 1, maxLength: 8 });
  const member = fc.record(
    {
      class: fc.constantFrom("org.example.Source", "FileStreamSource"),
      tasksMax: fc.integer({ min: 1, max: 9 }),
      config: fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
      state: fc.constantFrom("running", "paused", "stopped"),
      waitFor: fc.constantFrom("tasks", "connector", "none"),
      adopt: fc.boolean(),
    },
    { requiredKeys: ["class"] },
  );

  it("can be restored from their stored form", () => {
    fc.assert(
      fc.property(fc.dictionary(names, member), (connectors) => {
        const { frame, connectors: known } = canonicaliseSet({ cluster, connectors });
        const stored = setOf(
          frame,
          [...known].map(([name, one]) => [name, withoutDefaults(one)]),
        ) as SetInputs;
        for (const [name, one] of connectorsOf(stored)) {
          const { said: _, ...given } = withDefaults(one);
          expect(given).to.deep.equal(known.get(name));
        }
        expect(Object.keys(stored.connectors).sort()).to.deep.equal([...known.keys()].sort());
        // Nothing that all have in common stands in the state once for each.
        for (const one of Object.values(stored.connectors)) {
          expect(one).to.not.have.any.keys("cluster", "name", "timeouts", "__secrets");
        }
      }),
    );
  });

  describe("with allowDelete: false", () => {
    const olds = { cluster, connectors: { a: {}, b: {} } } as never;
    const news = (connectors: unknown, allowDelete: unknown = false) =>
      canonicaliseSet({ cluster, connectors, allowDelete });

    it("refuse to lose a connector, and name it", () => {
      const [failure] = refusedDeletions(olds, news({ a: orders }));
      expect(failure?.property).to.equal("allowDelete");
      expect(failure?.reason).to.contain('connectors["b"]').and.to.contain("adopt: true");
    });

    it("name ten lost connectors, and count the others", () => {
      const lost = (count: number) => {
        const connectors = Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`c${i}`, {}]),
        );
        return refusedDeletions({ cluster, connectors } as never, news({ a: orders }))[0]?.reason;
      };
      expect(lost(10)).to.contain('connectors["c9"]: `pulumi up`');
      expect(lost(11)).to.contain('connectors["c9"] and 1 more: `pulumi up`');
    });

    it("permit everything else", () => {
      expect(refusedDeletions(olds, news({ a: orders, b: orders, c: orders }))).to.deep.equal([]);
      expect(refusedDeletions(olds, news({ a: UNKNOWN, b: UNKNOWN }))).to.deep.equal([]);
      expect(refusedDeletions(olds, news({ a: orders }, true))).to.deep.equal([]);
      expect(refusedDeletions({}, news({ a: orders }))).to.deep.equal([]);
    });
  });
});

import { durationMs, durationText, parseDuration } from "../../../provider/core/duration";
import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { canonicalise, timeoutMs } from "../../../provider/connector/inputs";
import { isKnown, UNKNOWN } from "../../../provider/core/unknown";
import { canonical, inputsOf, minimal, type Raw } from "../../../testkit/connectors/inputs";

function failuresOf(changes: Raw): string[] {
  const { failures } = canonicalise({ ...minimal, ...changes });
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("inputs: the canonical form", () => {
  it("contains all defaults", () => {
    expect(canonicalise(minimal)).to.deep.equal({ inputs: canonical, failures: [] });
  });

  const same: [string, Raw][] = [
    [
      "absent and null",
      {
        config: null,
        tasksMax: null,
        state: null,
        restartPolicy: null,
        adopt: null,
        validate: null,
        waitFor: null,
        restartTriggers: null,
        offsets: null,
        onDelete: null,
      },
    ],
    ["a partial restart policy and the complete one", { restartPolicy: { type: "OnFailure" } }],
    [
      "an undefined restart policy and the default",
      { restartPolicy: { type: undefined, maxRetry: undefined } },
    ],
    ["a url with and without a trailing slash", { cluster: { url: "http://connect:8083/" } }],
    ["no ignored keys and an empty list", { ignoreKeys: [], secretKeys: [] }],
    ["no triggers and offsets, and empty lists", { restartTriggers: [], offsets: [] }],
    ["no onDelete and one without a reset", { onDelete: { resetOffsets: false } }],
    ["no onDelete and an empty one", { onDelete: {} }],
    [
      "arguments that are repeated in the config and ones that are not",
      { config: { name: "orders", "connector.class": "org.example.Source", "tasks.max": 1 } },
    ],
    ["a number and its text", { tasksMax: "1", restartPolicy: { maxRetry: "10" } }],
  ];
  for (const [what, changes] of same) {
    it(`is the same for ${what}`, () => {
      expect(canonicalise({ ...minimal, ...changes })).to.deep.equal({
        inputs: canonical,
        failures: [],
      });
    });
  }

  it("has every config value as a string", () => {
    const config = { a: 4, b: "4", c: true, d: 0.5, e: "", f: 1e6, "tasks.maximum": "9" };
    expect(inputsOf({ config }).config).to.deep.equal({
      a: "4",
      b: "4",
      c: "true",
      d: "0.5",
      e: "",
      f: "1000000",
      "tasks.maximum": "9",
    });
  });

  it("keeps what is given", () => {
    const given = {
      cluster: {
        url: "https://connect/a",
        id: "prod",
        bearerToken: { env: "TOKEN" },
        tls: { ca: { file: "ca.pem" } },
      },
      tasksMax: 3,
      state: "paused",
      restartPolicy: { type: "Never", maxRetry: 0 },
      adopt: true,
      validate: false,
      waitFor: "none",
      ignoreKeys: ["a.*"],
      secretKeys: ["a"],
      timeouts: { create: "1h30m", update: "90s", delete: "500ms" },
      restartTriggers: ["a", 1, { b: null }],
      offsets: [{ partition: { p: null, q: "1" }, offset: { o: 1, at: [true] } }],
      onDelete: { resetOffsets: true },
      config: { a: "1" },
    };
    expect(canonicalise({ ...minimal, ...given })).to.deep.equal({
      inputs: { ...canonical, ...given },
      failures: [],
    });
  });

  it("does not change when it is canonicalised again", () => {
    const plain = { noNullPrototype: true };
    const key = fc.oneof(fc.stringMatching(/^[a-z.]{0,6}$/), fc.constantFrom("name", "tasks.max"));
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.double(),
      fc.constant(UNKNOWN),
    );
    const any = fc.oneof(
      value,
      fc.constant(null),
      fc.constant(undefined),
      fc.dictionary(key, value, plain),
    );
    const url = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom("http://a//", "HTTP://A:80/b/?", "https://a#", UNKNOWN, "", "ftp://a"),
    );
    const raw = fc.record(
      {
        cluster: fc.oneof(any, fc.record({ url, id: fc.string(), bearerToken: fc.string() })),
        name: any,
        class: any,
        tasksMax: fc.oneof(any, fc.integer().map(String)),
        config: fc.oneof(any, fc.dictionary(key, any, plain)),
        state: any,
        restartPolicy: fc.oneof(any, fc.record({ type: any, maxRetry: any }, { requiredKeys: [] })),
        adopt: any,
        validate: any,
        waitFor: any,
        ignoreKeys: fc.oneof(any, fc.array(fc.string())),
        secretKeys: fc.array(fc.string()),
        restartTriggers: fc.oneof(any, fc.array(any)),
        offsets: fc.oneof(any, fc.array(fc.record({ partition: any, offset: any }))),
        onDelete: fc.oneof(any, fc.record({ resetOffsets: any })),
        timeouts: fc.oneof(fc.constant(undefined), fc.dictionary(key, fc.string(), plain)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(raw, (some) => {
        const once = canonicalise(some).inputs;
        expect(canonicalise(once).inputs).to.deep.equal(once);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("inputs: names", () => {
  const name = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(...Array.from("ab./\\%?#&+ ;:@!'()*~\u00e9"), "\ud800", "\udc00"),
    }),
  );

  it("form one segment of a path if they are accepted, and can be read back from it", () => {
    fc.assert(
      fc.property(name, (some) => {
        fc.pre(failuresOf({ name: some }).length === 0);
        const path = `/base/connectors/${encodeURIComponent(some)}/status`;
        const { pathname, search, hash } = new URL(path, "http://connect");
        expect(pathname).to.equal(path.replaceAll("'", pathname.includes("%27") ? "%27" : "'"));
        expect(search + hash).to.equal("");
        expect(decodeURIComponent(pathname.split("/")[3] ?? "")).to.equal(some);
      }),
      { numRuns: 1000 },
    );
  });

  for (const some of ["orders", "a b", "ä€😀", "a?b#c&d", "...", "a.b", "+"]) {
    it(`may be ${some}`, () => expect(failuresOf({ name: some })).to.deep.equal([]));
  }
});

describe("inputs: unknown values", () => {
  it("are the marker of the Pulumi SDK", () => {
    expect(UNKNOWN).to.equal(runtime.unknownValue);
  });

  it("skip the checks that depend on them, and stay unknown", () => {
    const raw = {
      cluster: UNKNOWN,
      name: UNKNOWN,
      class: UNKNOWN,
      tasksMax: UNKNOWN,
      config: UNKNOWN,
      state: UNKNOWN,
      restartPolicy: UNKNOWN,
      waitFor: UNKNOWN,
      timeouts: { create: UNKNOWN },
    };
    const { inputs, failures } = canonicalise(raw);
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.include(raw);
  });

  it("do not skip the checks of other values", () => {
    expect(failuresOf({ cluster: { url: UNKNOWN }, tasksMax: 0 })).to.have.length(1);
    expect(failuresOf({ config: { a: UNKNOWN, b: {} } })).to.have.length(1);
    expect(
      failuresOf({ name: UNKNOWN, config: { name: "a", "connector.class": UNKNOWN } }),
    ).to.deep.equal([]);
    expect(failuresOf({ cluster: { url: "https://c", tls: UNKNOWN } })).to.deep.equal([]);
    expect(failuresOf({ cluster: { url: "https://c", tls: { ca: UNKNOWN } } })).to.deep.equal([]);
  });

  const cases: [unknown, boolean][] = [
    [UNKNOWN, true],
    [{ a: [{ b: UNKNOWN }] }, true],
    [{ a: [{ b: "x" }], c: null, d: undefined, e: 1 }, false],
    [`x${runtime.unknownValue}`, false],
  ];
  for (const [value, unknown] of cases) {
    it(`are ${unknown ? "" : "not "}found in ${JSON.stringify(value)}`, () => {
      expect(isKnown(value)).to.equal(!unknown);
    });
  }
});

describe("inputs: durations", () => {
  it("are parsed as the time from which they were formatted", () => {
    const n = fc.nat(999);
    fc.assert(
      fc.property(n, n, n, n, (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).to.equal(
          h * 3_600_000 + m * 60_000 + s * 1000 + ms,
        );
      }),
    );
  });

  const cases: [string, number | undefined][] = [
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["500ms", 500],
    ["0s", 0],
    ["", undefined],
    ["10", undefined],
    ["m", undefined],
    ["-1m", undefined],
    ["1d", undefined],
    ["1m ", undefined],
  ];
  for (const [text, ms] of cases) {
    it(`parse ${JSON.stringify(text)} as ${ms ?? "invalid"}`, () =>
      expect(parseDuration(text)).to.equal(ms));
  }

  const given: [unknown, number | undefined][] = [
    [90, 90_000],
    ["90", 90_000],
    [0.5, 500],
    ["1.5", 1_500],
    ["90s", 90_000],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ];
  for (const [value, ms] of given) {
    it(`of an argument parse ${JSON.stringify(value)} as ${ms ?? "invalid"}`, () =>
      expect(durationMs(value)).to.equal(ms));
  }

  it("are formatted with the largest unit that yields a whole number", () => {
    const texts = [0, 500, 1_000, 90_000, 600_000, 3_600_000].map(durationText);
    expect(texts).to.deep.equal(["0s", "500ms", "1s", "90s", "10m", "1h"]);
    fc.assert(
      fc.property(fc.nat(), (ms) => void expect(parseDuration(durationText(ms))).to.equal(ms)),
    );
  });

  it("default to 10 minutes for each operation", () => {
    expect(timeoutMs({}, "create")).to.equal(600_000);
    expect(timeoutMs({ timeouts: { update: "1m" } }, "create")).to.equal(600_000);
    expect(timeoutMs({ timeouts: { update: "1m" } }, "update")).to.equal(60_000);
  });
});

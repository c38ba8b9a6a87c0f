import { expect } from "chai";
import fc from "fast-check";
import { createRedactor, MASK, WITHHELD as REASONS } from "../../../provider/connect/redact";
import { isReference } from "../../../provider/connect/references";

const WITHHELD = REASONS.references;
const RUNS = { numRuns: 500 };

/** The parts of a text between its masks. */
function shows(text: string, secret: string): boolean {
  return text.split(MASK).some((part) => part.includes(secret));
}

const secretValue = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...Array.from("ab.*+?^${}()|[]\\/-$&`'")),
    minLength: 1,
    maxLength: 6,
  }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
);

describe("secrets: a redactor", () => {
  it("masks no part of a secret if that part is as short as a word", () => {
    const redactor = createRedactor({
      config: { "connection.url": "jdbc:x?password=abc" },
      secretKeys: ["connection.url"],
    });
    expect(redactor.message("the abc of errors")).to.equal("the abc of errors");
  });

  it("never lets a declared secret through, whatever is around it", () => {
    const piece = fc.oneof(fc.nat({ max: 4 }), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(
        fc.array(secretValue, { minLength: 1, maxLength: 5 }),
        fc.array(piece, { maxLength: 8 }),
        (values, pieces) => {
          const config = Object.fromEntries(values.map((value, i) => [`k${i}`, value]));
          fc.pre(!values.some((value) => isReference(value)));
          const redactor = createRedactor({ config, secretKeys: Object.keys(config) });
          const text = pieces
            .map((piece) => (typeof piece === "number" ? (values[piece] ?? "") : piece))
            .join("");
          for (const value of values) {
            expect(shows(redactor.message(text), value), "message").to.equal(false);
            expect(shows(redactor.trace(text), value), "trace").to.equal(false);
          }
        },
      ),
      RUNS,
    );
  });

  it("leaves text that is not secret unchanged", () => {
    const redactor = createRedactor({
      config: { "db.password": "hunter2", topic: "orders" },
      secretKeys: ["db.password"],
    });
    expect(redactor.message("no hunter2 for orders, hunter2!")).to.equal(
      "no [secret] for orders, [secret]!",
    );
    expect(createRedactor({ config: { topic: "a" } }).message("a.b: c")).to.equal("a.b: c");
  });

  it("masks the longer of two that overlap, and each of two adjacent ones", () => {
    const redactor = createRedactor({
      config: { a: "hunter", b: "hunter2" },
      secretKeys: ["a", "b"],
    });
    expect(redactor.message("hunter2hunter")).to.equal("[secret][secret]");
  });

  it("masks the longer of two that overlap when they come from two configs", () => {
    const redactor = createRedactor(
      { config: { a: "hunter" }, secretKeys: ["a"] },
      { config: { a: "hunter2" }, secretKeys: ["a"] },
    );
    expect(redactor.message("hunter2")).to.equal("[secret]");
  });

  it("masks secrets that are not in the config, and takes patterns in a secret literally", () => {
    const redactor = createRedactor({ config: {}, more: ["a.c", "$&", "x|y"] });
    expect(redactor.message("abc a.c $& x y x|y")).to.equal("abc [secret] [secret] x y [secret]");
  });

  it("handles an empty secret, a missing key and a reference", () => {
    const redactor = createRedactor({
      config: { a: "" },
      secretKeys: ["a", "b"],
      more: ["", "${file:/a:b}"],
    });
    expect(redactor.message("abc ${file:/a:b}")).to.equal("abc ${file:/a:b}");
  });

  it("masks the password of a URL when it is quoted alone", () => {
    const redactor = createRedactor({
      config: { "connection.uri": "mongodb://app:hunter2@db/" },
      secretKeys: ["connection.uri"],
    });
    expect(redactor.message("user app, password hunter2")).to.equal("user app, password [secret]");
  });

  const forms: readonly (readonly [how: string, secret: string, form: string])[] = [
    ["in a url", "p/w+d=?1", "p%2Fw%2Bd%3D%3F1"],
    ["in the form of a web page", "pass word", "pass+word"],
    ["in JSON", 'p"w\\d', 'p\\"w\\\\d'],
    ["in an Authorization header", "app:hunter2", "YXBwOmh1bnRlcjI="],
    ["without its user", "app:hunter2", "hunter2"],
    ["without the space around it", " hunter2\n", "hunter2"],
    [
      "by one of its lines",
      "-----BEGIN PRIVATE KEY-----\nTUlJRXZRSUJBREFO\n-----END PRIVATE KEY-----",
      "TUlJRXZRSUJBREFO",
    ],
  ];
  for (const [how, secret, form] of forms) {
    it(`masks a secret that is quoted ${how}`, () => {
      const redactor = createRedactor({ config: { a: secret }, secretKeys: ["a"] });
      expect(redactor.message(`not "${form}" here`)).to.equal(`not "${MASK}" here`);
      expect(redactor.trace(`not "${form}" here`)).to.equal(`not "${MASK}" here`);
    });
  }

  it("masks no port, and no frame of a PEM key", () => {
    const config = { a: "kafka:9092", b: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n" };
    const redactor = createRedactor({ config, secretKeys: ["a", "b"] });
    const text = "port 9092: no -----BEGIN PRIVATE KEY----- in the file";
    expect(redactor.message(text)).to.equal(text);
  });

  it("shows nothing of an arbitrary text if the config has references", () => {
    const canary = "c4n4ry";
    const redactor = createRedactor({
      config: { "db.password": "${file:/a:b}", topic: "orders" },
    });
    const around = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...[
          "\n",
          "Invalid value ",
          " for configuration topic",
          " for configuration topic: ",
          "orders",
          'Missing required configuration "',
          '" which has no default value.',
          "Caused by: ",
          "\tat ",
          "org.example.Failed: ",
          " ",
          "(",
          ")",
          "Connector ",
          " not found",
          " already exists",
        ],
      ),
    );
    fc.assert(
      fc.property(fc.array(around), fc.array(around), (before, after) => {
        const text = `${before.join("")}!${canary} ${after.join("")}`;
        expect(redactor.message(text)).to.not.include(canary);
        expect(redactor.trace(text)).to.not.include(canary);
      }),
      RUNS,
    );
  });
});

describe("secrets: a redactor of a config with references", () => {
  const config = {
    "db.password": "${file:/a:b}",
    "db.host": "a${env:X}b",
    topic: "orders",
    "tasks.max": "many",
    "own.secret": "hunter2",
  };
  const redactor = createRedactor({ config, secretKeys: ["own.secret"] });

  const shown = [
    "Connector configuration is invalid and contains the following 2 error(s):",
    'Missing required configuration "topic" which has no default value.',
    "Connector orders-7 already exists",
    "Connector orders not found",
    "Request cannot be completed because a rebalance is expected",
    "User cannot access the resource.",
    "Invalid value many for configuration tasks.max",
    "Invalid value many for configuration tasks.max: Not a number of type INT",
    "Invalid value orders for configuration topic: String must be non-empty",
    "Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)",
    "Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.",
    "Cannot complete request because of a conflicting operation (e.g. worker rebalance)",
    "Request timed out",
    "Worker is shutting down",
    "the answer is not JSON, or was cut off",
  ];
  for (const line of shown) {
    it(`shows: ${line}`, () => expect(redactor.message(line)).to.equal(line));
  }

  const withheld = [
    "resolved",
    "Invalid value resolved for configuration db.password: too short",
    "Invalid value resolved for configuration topic: no",
    "Invalid value aXb for configuration db.host: no",
    "Invalid value ${file:/a:b} for configuration db.password",
    "Connector config {db.password=resolved} contains no connector type",
    'Missing required configuration "a b" which has no default value.',
    "Could not read properties from file /mnt/secrets/resolved",
    "",
  ];
  for (const line of withheld) {
    it(`withholds: ${line}`, () => expect(redactor.message(line)).to.equal(WITHHELD));
  }

  it("withholds the reason from a connector that is not one of Kafka's own", () => {
    expect(
      redactor.message("Invalid value orders for configuration topic: resolved is wrong"),
    ).to.equal(`Invalid value orders for configuration topic: ${WITHHELD}`);
  });

  it("says once that lines are withheld, and leaves out the hint at the validate endpoint", () => {
    const text = [
      "Connector configuration is invalid and contains the following 3 error(s):",
      "one resolved",
      "Invalid value many for configuration tasks.max: Not a number of type INT",
      "two resolved",
      "You can also find the above list of errors at the endpoint `/connector-plugins/{c}/config/validate`",
    ].join("\n");
    expect(redactor.message(text)).to.equal(
      [
        "Connector configuration is invalid and contains the following 3 error(s):",
        WITHHELD,
        "Invalid value many for configuration tasks.max: Not a number of type INT",
      ].join("\n"),
    );
  });

  it("keeps only the exceptions' classes and the frames of a trace", () => {
    const java = [
      "org.apache.kafka.connect.errors.ConnectException: resolved",
      "second.Line",
      "second line with resolved",
      "\tat org.example.Source$Inner.start(Source.java:12)",
      "\tat java.base/java.lang.Thread.run(Thread.java:829)",
      "\tat org.example.Source.lambda$start$0(Native Method)",
      "Caused by: java.lang.IllegalStateException",
      "\t... 12 more",
      "Caused by: java.io.IOException: hunter2 resolved",
    ].join("\n");
    expect(redactor.trace(java)).to.equal(
      [
        `org.apache.kafka.connect.errors.ConnectException: ${WITHHELD}`,
        "\tat org.example.Source$Inner.start(Source.java:12)",
        "\tat java.base/java.lang.Thread.run(Thread.java:829)",
        "\tat org.example.Source.lambda$start$0(Native Method)",
        "Caused by: java.lang.IllegalStateException",
        "\t... 12 more",
        `Caused by: java.io.IOException: ${WITHHELD}`,
      ].join("\n"),
    );
  });

  it("shows a line of an update that quotes the previous or current config", () => {
    const update = createRedactor(
      { config: { ...config, topic: "new" } },
      {
        config: { ...config, topic: "old", "own.secret": "old.hunter2!" },
        secretKeys: ["own.secret"],
      },
    );
    for (const topic of ["new", "old"]) {
      const line = `Invalid value ${topic} for configuration topic`;
      expect(update.message(line)).to.equal(line);
    }
    expect(update.message("Invalid value else for configuration topic")).to.equal(WITHHELD);
  });

  it("withholds a trace in which nothing is known to be safe", () => {
    expect(redactor.trace("resolved")).to.equal(WITHHELD);
  });
});

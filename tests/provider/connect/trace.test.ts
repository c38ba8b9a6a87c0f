import { expect } from "chai";
import {
  failureSignature,
  type Prospect,
  prospectOf,
  rootCause,
  shortened,
} from "../../../provider/connect/trace";

const caused = (...causes: string[]) =>
  [
    "org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.",
    "\tat org.apache.kafka.connect.runtime.WorkerSinkTask.execute(WorkerSinkTask.java:234)",
    ...causes.map((cause) => `Caused by: ${cause}`),
  ].join("\n");

describe("trace: whether a restart can help", () => {
  const traces: [Prospect, string][] = [
    [
      "lasting",
      "org.apache.kafka.common.config.ConfigException: Invalid value x for configuration y",
    ],
    [
      "lasting",
      'io.confluent.common.config.ConfigException: Missing required configuration "topics"',
    ],
    ["lasting", caused("java.lang.ClassNotFoundException: org.example.Convert")],
    ["lasting", caused("java.lang.NoClassDefFoundError: org/example/Helper")],
    ["lasting", caused("java.lang.NoSuchMethodError: 'void org.example.A.b()'")],
    ["lasting", caused("java.lang.ClassCastException: class A cannot be cast to class B")],
    ["lasting", caused("java.lang.UnsupportedClassVersionError: org/example/A has been compiled")],
    ["lasting", caused("java.util.ServiceConfigurationError: org.example.Provider")],
    ...[
      "Invalid value -1 for configuration request.timeout.ms: Value must be at least 0",
      "Invalid value x for configuration group.rebalance.timeout: Not a number of type INT",
      'Missing required configuration "retry.unavailable.delay" which has no default value.',
      "Invalid value org.example.RetriableTransform for configuration transforms.a.type: Class could not be found.",
    ].map((text): [Prospect, string] => [
      "lasting",
      `org.apache.kafka.common.config.ConfigException: ${text}`,
    ]),
    ["lasting", caused("java.lang.ClassNotFoundException: org.example.TimeoutTransform")],
    ["lasting", caused("java.lang.NoClassDefFoundError: org/example/retry/TransientError$Kind")],
    [
      "passing",
      caused("org.postgresql.util.PSQLException: Connection to db.example.com:5432 refused. Check"),
    ],
    ["passing", caused("org.example.RestException: HTTP/1.1 429")],
    ["passing", caused("org.example.DatabaseUnreachable: db")],
    [
      "passing",
      "org.apache.kafka.common.config.ConfigException: Cannot connect to jdbc:a: java.net.SocketTimeoutException: x",
    ],
    ["passing", caused("org.apache.kafka.common.errors.TimeoutException: Timeout expired")],
    ["passing", caused("java.net.ConnectException: Connection refused (Connection refused)")],
    ["passing", caused("java.net.SocketTimeoutException: Read timed out")],
    ["passing", caused("java.net.UnknownHostException: db.example.com")],
    ["passing", caused("java.sql.SQLTransientConnectionException: HikariPool-1")],
    ["passing", caused("java.sql.SQLRecoverableException: Closed Connection")],
    ["passing", caused("org.apache.kafka.common.errors.DisconnectException: null")],
    [
      "passing",
      caused("org.apache.kafka.common.errors.NotLeaderOrFollowerException: For requests"),
    ],
    ["passing", caused("org.apache.kafka.common.errors.CoordinatorNotAvailableException: The")],
    ["passing", caused("org.apache.kafka.common.errors.BrokerNotAvailableException: broker")],
    ["passing", caused("org.apache.kafka.common.errors.NotCoordinatorException: This is not")],
    ["passing", caused("org.apache.kafka.common.errors.RebalanceInProgressException: Offset")],
    ["passing", caused("org.apache.kafka.common.errors.ProducerFencedException: There is a newer")],
    ["passing", caused("org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This")],
    ["passing", caused("org.apache.kafka.connect.errors.RetriableException: later")],
    ["passing", caused("com.mongodb.MongoTimeoutException: Timed out after 30000 ms")],
    [
      "passing",
      caused("org.postgresql.util.PSQLException: FATAL: the database system is starting up"),
    ],
    [
      "passing",
      caused('org.postgresql.util.PSQLException: ERROR: replication slot "a" is active for PID 7'),
    ],
    [
      "passing",
      caused("org.postgresql.util.PSQLException: FATAL: sorry, too many clients already"),
    ],
    ["passing", caused("com.example.HttpException: status code: 503, Service Unavailable")],
    ["passing", caused("com.amazonaws.SdkClientException: Unable to connect to endpoint")],
    [
      "passing",
      caused(
        "org.apache.kafka.common.config.ConfigException: No resolvable bootstrap urls given in bootstrap.servers",
      ),
    ],
    [
      "passing",
      caused(
        "org.apache.kafka.connect.errors.ConnectException: Couldn't start",
        "org.apache.kafka.common.config.ConfigException: could not connect to the database",
      ),
    ],
    ["unknown", caused("java.nio.file.NoSuchFileException: /nowhere/out")],
    ["unknown", caused("org.apache.kafka.connect.errors.DataException: Only Struct objects")],
    [
      "unknown",
      caused("org.apache.kafka.common.errors.SerializationException: Unknown magic byte!"),
    ],
    ["unknown", "no trace at all"],
    ["unknown", ""],
  ];
  for (const [prospect, trace] of traces) {
    it(`is ${prospect}: ${trace.split("\n").at(-1) ?? ""}`, () => {
      expect(prospectOf(trace)).to.equal(prospect);
    });
  }

  it("ignores the frames, whose names prove nothing", () => {
    const frame =
      "\tat org.example.TimeoutException.ConfigException(ClassNotFoundException.java:1)";
    expect(prospectOf(`a.B: no\n${frame}`)).to.equal("unknown");
  });
});

describe("trace: the same failure", () => {
  it("is the same with another offset, time or line", () => {
    const at = (n: number) =>
      caused(`org.example.Bad: record at offset ${n}`) + `\n\tat a.b(C.java:${n})`;
    expect(failureSignature(at(7))).to.equal(failureSignature(at(4711)));
  });

  it("is the same with another id", () => {
    const of = (id: string) => caused(`org.example.Bad: record ${id} in batch@${id}`);
    const ids = ["3f2a", "0b7ac1d9", "123e4567-e89b-12d3-a456-426614174000", "9a1b2c3d4e5f"];
    for (const id of ids) expect(failureSignature(of(id))).to.equal(failureSignature(of("ab12")));
  });

  it("is different with another cause", () => {
    expect(failureSignature(caused("a.B: x"))).to.not.equal(failureSignature(caused("a.B: y")));
  });
});

describe("trace: its length", () => {
  it("allows any usual root cause to be shown in full", () => {
    const cause = `a.B: ${"x".repeat(900)}`;
    expect(rootCause(caused(cause))).to.equal(cause);
  });

  it("is limited for a root cause, and the text says so", () => {
    const shown = rootCause(caused(`a.B: ${"x".repeat(200_000)}`));
    expect(shown).to.have.length.below(1_100);
    expect(shown).to.match(/^a\.B: x+… \(200,005 characters, cut here\)$/);
  });

  it("is limited for a whole trace, which keeps its beginning and its root cause", () => {
    const trace = caused("a.B: first", `c.D: ${"x".repeat(3_000_000)}`, "e.F: root");
    const shown = shortened(trace, 16_000);
    expect(shown).to.have.length.below(16_300);
    expect(shown.startsWith("org.apache.kafka.connect.errors.ConnectException: ")).to.equal(true);
    expect(shown.endsWith("Caused by: e.F: root")).to.equal(true);
    expect(shown).to.match(
      /… 2,984,\d{3} of 3,000,\d{3} characters are left out here\. .* --traces/,
    );
    expect(rootCause(shown)).to.equal("e.F: root");
  });

  it("does not cut a character in half", () => {
    for (const text of ["😀".repeat(2_000), `a${"😀".repeat(2_000)}`]) {
      for (const length of [999, 1_000, 1_001]) {
        expect(shortened(text, length)).to.not.match(/\p{Surrogate}/u);
      }
      expect(rootCause(text)).to.not.match(/\p{Surrogate}/u);
    }
  });
});

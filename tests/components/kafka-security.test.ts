import { expect } from "chai";
import {
  kafkaProperties,
  type KafkaSecurityArgs,
  loginModule,
  type KafkaSaslType,
} from "../../components/kafka-security";

describe("kafka-security", () => {
  const user = (type: KafkaSaslType) => ({ authentication: { type, secretRef: "connect" } });
  const cases: [
    what: string,
    KafkaSecurityArgs,
    protocol: string,
    mechanism: string | undefined,
  ][] = [
    ["TLS with the authorities of Java", { tls: {} }, "SSL", undefined],
    ["TLS with a Secret", { tls: { secretRef: "kafka-tls" } }, "SSL", undefined],
    ["a user without TLS", user("plain"), "SASL_PLAINTEXT", "PLAIN"],
    ["a user with TLS", { tls: {}, ...user("scram-sha-256") }, "SASL_SSL", "SCRAM-SHA-256"],
    ["SCRAM", user("scram-sha-512"), "SASL_PLAINTEXT", "SCRAM-SHA-512"],
  ];
  for (const [what, security, protocol, mechanism] of cases) {
    it(`is ${protocol} for ${what}, of the worker and of the clients of connectors`, () => {
      const expected: Record<string, string> = {};
      for (const client of ["", "producer.", "consumer.", "admin."]) {
        expected[`${client}security.protocol`] = protocol;
        if (mechanism !== undefined) expected[`${client}sasl.mechanism`] = mechanism;
      }
      expect(kafkaProperties(security)).to.deep.equal(expected);
    });
  }

  it("sets nothing if nothing is configured", () => {
    expect(kafkaProperties({})).to.deep.equal({});
  });

  it("uses the login module of the mechanism", () => {
    expect(loginModule("plain")).to.match(/\.plain\.PlainLoginModule$/);
    expect(loginModule("scram-sha-256")).to.match(/\.scram\.ScramLoginModule$/);
    expect(loginModule("scram-sha-512")).to.match(/\.scram\.ScramLoginModule$/);
  });
});

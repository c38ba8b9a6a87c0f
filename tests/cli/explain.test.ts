import { expect } from "chai";
import { explained } from "../../cli/explain";
import { EXIT } from "../../cli/exit";
import { UNKNOWN_CONFIG } from "../../provider/connect/redact";
import {
  ConnectError,
  type Circumstances,
  type ErrorKind,
  type ForwardProblem,
  type Stranger,
} from "../../provider/core/errors";
import { resolveCredential } from "../../provider/endpoint/credentials";
import { thrownBy } from "../../testkit/thrown";

const KINDS: Readonly<Record<ErrorKind, true>> = {
  ...{ unreachable: true, busy: true, unanswered: true, failed: true, tls: true },
  ...{ unauthorized: true, invalid: true, missing: true, exists: true, unsupported: true },
};
const STRANGERS: Readonly<Record<Stranger, true>> = {
  ...{ gateway: true, page: true, empty: true, json: true, login: true, redirect: true },
  ...{ firewall: true, proxy: true, "rate-limit": true, "too-large": true, "too-long": true },
  ...{ https: true },
};
const FORWARDS: Readonly<Record<ForwardProblem, true>> = {
  ...{ kubeconfig: true, login: true, forbidden: true, api: true, service: true },
  ...{ pods: true, pod: true },
};
const TLS = [
  "expired",
  "altname",
  "alert",
  "wrong version number",
  "Expected HTTP",
  "key values mismatch",
];

describe("an error of a command", () => {
  const endpoint = { url: "http://connect:8083" };
  const text = (error: unknown, declared?: []) =>
    explained(error, 'pause "a"', { endpoint, ...(declared && { declared }) }, UNKNOWN_CONFIG);
  const error = (kind: ErrorKind, more: Circumstances = {}, said = "refused") =>
    new ConnectError(kind, "GET /connectors", said, undefined, more);

  const all: [string, ConnectError][] = [
    ...Object.keys(KINDS).map((kind): [string, ConnectError] => [kind, error(kind as ErrorKind)]),
    ...TLS.map((said): [string, ConnectError] => [`tls: ${said}`, error("tls", {}, said)]),
    ...Object.keys(STRANGERS).map((stranger): [string, ConnectError] => [
      stranger,
      error("unanswered", {
        stranger: stranger as Stranger,
        location: "http://other:8083/connectors",
        proxy: "proxy:3128",
      }),
    ]),
    ...Object.keys(FORWARDS).map((forward): [string, ConnectError] => [
      forward,
      error("unreachable", { forward: forward as ForwardProblem }),
    ]),
  ];
  for (const [what, thrown] of all) {
    it(`names options, not the arguments of a program: ${what}`, () => {
      const { message } = text(thrown);
      expect(message).to.not.match(/cluster\.\w|where Pulumi runs|the machine that runs/);
      expect(message).to.not.contain("\n");
    });
  }

  it("names the arguments of the stack's program with --stack, and this machine", () => {
    const { message } = text(error("unreachable"), []);
    expect(message).to.contain("Is cluster.url right");
    expect(message).to.contain("can this machine reach them?");
  });

  it("names the option that gives a credential which cannot be read", async () => {
    const missing = await thrownBy(() =>
      resolveCredential("basicAuth.password", { env: "TEST_CONNECT_NONE" }),
    );
    const { message, code } = text(missing);
    expect(message).to.equal(
      'pause "a": --password-env or --password-file: the environment variable TEST_CONNECT_NONE is not set here.',
    );
    expect(code).to.equal(EXIT.usage);
  });

  it("shows only the first line of Connect's message", () => {
    const refused = new ConnectError("invalid", "PUT /x", "Request timed out\nmore", 400);
    expect(text(refused).message).to.not.contain("more.");
  });
});

import { redactorOf } from "../../../provider/connector/inputs";
import { expect } from "chai";
import { inspect } from "node:util";
import { CredentialError } from "../../../provider/endpoint/credentials";
import { ConnectError, type ErrorKind, type ForwardProblem } from "../../../provider/core/errors";
import { deleteUnreachableHint, explain, UserError } from "../../../provider/connect/explain";
import { sampleInputs } from "../../../testkit/connectors/samples";

const cluster = { url: "http://connect:8083" };
const plain = redactorOf(sampleInputs());

describe("explain", () => {
  const steps: [ErrorKind, string, string][] = [
    [
      "unreachable",
      "",
      "Kafka Connect cannot be reached. Is cluster.url right, are the workers up, and can the machine that runs Pulumi reach them?",
    ],
    [
      "busy",
      "",
      "Kafka Connect kept rebalancing or restarting. Try again, or give more time with the resource option customTimeouts.",
    ],
    [
      "unauthorized",
      "",
      "The credentials are not accepted: check cluster.basicAuth, cluster.bearerToken or cluster.headers.",
    ],
    [
      "invalid",
      "",
      "Kafka Connect refuses the request: correct the config. `pulumi preview` shows each error on its key.",
    ],
    [
      "unsupported",
      "",
      "This version of Kafka Connect does not offer it, or cluster.url does not lead to the root of its REST API.",
    ],
    ["missing", "", "See the worker's log."],
    ["exists", "", "See the worker's log."],
    ["failed", "", "See the worker's log."],
    ["tls", "certificate has expired", "The worker's certificate has expired: renew it."],
    [
      "tls",
      "Hostname/IP does not match certificate's altnames",
      "The worker's certificate is for another name: set cluster.tls.serverName to the one it is for.",
    ],
    [
      "tls",
      "wrong version number",
      "The worker does not speak TLS there: does cluster.url have to begin with http:?",
    ],
    [
      "tls",
      "self-signed certificate",
      "The worker's certificate is not signed by a CA that is trusted: set cluster.tls.ca to the one that signed it.",
    ],
  ];
  for (const [kind, said, step] of steps) {
    it(`says what to do about ${kind}${said === "" ? "" : ` (${said})`}`, () => {
      const error = new ConnectError(kind, "GET /connectors", said || "the words", 500);
      const { message } = explain(error, 'read connector "orders"', cluster, plain);
      expect(message).to.equal(
        'read connector "orders" on http://connect:8083: GET /connectors answered 500: ' +
          `${said || "the words"}\n${step}`,
      );
    });
  }

  it("says what to do about a port-forward, not about Kafka Connect", () => {
    const steps: [ForwardProblem, RegExp][] = [
      [
        "kubeconfig",
        /^Give cluster\.kubernetes\.kubeconfig and cluster\.kubernetes\.context, or set /,
      ],
      ["login", /log in again where Pulumi runs\.$/],
      ["forbidden", /get on services, list on pods, get and create on pods\/portforward; /],
      ["api", /^Can the machine that runs Pulumi reach the Kubernetes API\?/],
      ["service", /^Check cluster\.kubernetes\.namespace, service and port, /],
      ["pods", /`kubectl describe pod` and `kubectl logs` show more\.$/],
      ["pod", /^Does Kafka Connect listen on the Service's target port in that pod\?/],
    ];
    for (const [forward, step] of steps) {
      const error = new ConnectError("unreachable", "GET /", "the words", undefined, { forward });
      const [said, next] = explain(error, "read it", cluster, plain).message.split("\n");
      expect(said).to.equal("read it on http://connect:8083: GET /: the words");
      expect(next).to.match(step);
    }
  });

  const words: [string, RegExp][] = [
    ["getaddrinfo ENOTFOUND connect", /finds no host of this name.*cluster\.url/],
    ["getaddrinfo EAI_AGAIN connect", /name server.*often temporary.*Try again/],
    ["connect ECONNREFUSED 10.0.0.1:8083", /are the workers up/],
    ["connect EHOSTUNREACH 10.0.0.1:8083", /no route.*VPN/],
    ["connect ENETUNREACH 10.0.0.1:8083 - Local (0.0.0.0:0)", /no route.*VPN/],
    ["connect ETIMEDOUT 10.0.0.1:8083", /nothing answers.*firewall/],
    ["no connection within 10 s", /nothing answers.*firewall/],
    ["connect EMFILE 10.0.0.1:8083", /--parallel 4/],
    ["connect ECONNRESET 10.0.0.1:8083", /cannot be reached/],
  ];
  for (const [said, step] of words) {
    it(`says what to do after ${said}`, () => {
      const error = new ConnectError("unreachable", "GET /", said);
      expect(explain(error, "read it", cluster, plain).message.split("\n")[1]).to.match(step);
    });
  }

  it("names no status if there was no answer", () => {
    const error = new ConnectError("unreachable", "GET /", "connect ECONNREFUSED 127.0.0.1:8083");
    expect(explain(error, "read it", cluster, plain).message).to.match(
      /^read it on http:\/\/connect:8083: GET \/: connect ECONNREFUSED 127\.0\.0\.1:8083\n/,
    );
  });

  it("shows Node's error about the connection although the config has references", () => {
    const withReference = redactorOf(sampleInputs({ config: { p: "${file:/a:b}" } }));
    const error = new ConnectError("unreachable", "GET /", "getaddrinfo ENOTFOUND connect");
    expect(explain(error, "read it", cluster, withReference).message).to.contain(
      "GET /: getaddrinfo ENOTFOUND connect\n",
    );
    const answered = new ConnectError("failed", "GET /", "resolved", 500);
    expect(explain(answered, "read it", cluster, withReference).message).to.not.contain("resolved");
  });

  it("hides every secret of the current and previous config, and of the endpoint", () => {
    const redactor = redactorOf(
      sampleInputs({ config: { p: "s1" }, secretKeys: ["p"] }),
      sampleInputs({
        config: { p: "s2" },
        secretKeys: ["p"],
        cluster: {
          url: "https://connect",
          basicAuth: { username: "me", password: "s3" },
          headers: { "X-Key": "s4" },
          tls: { key: "-----BEGIN s5" },
        },
      }),
      sampleInputs({ cluster: { url: "http://connect", bearerToken: "s6" } }),
    );
    const words = "me s1 s2 s3 s4 -----BEGIN s5 s6";
    const masked = "me [secret] [secret] [secret] [secret] [secret] [secret]";
    expect(redactor.message(words)).to.equal(masked);
    expect(redactor.trace(words)).to.equal(masked);
    for (const error of [
      new ConnectError("failed", "GET /", words, 500),
      new Error(words),
      words,
    ]) {
      const explained = explain(error, "read it", cluster, redactor);
      expect(`${explained.message}${inspect(explained)}`).to.not.match(/s\d/);
    }
  });

  it("asks the user to report an unexpected error", () => {
    expect(explain("odd", "read it", cluster, plain).message).to.equal(
      "read it: unexpected error, please report it: odd",
    );
    expect(explain(new TypeError("a bug"), "read it", cluster, plain).message).to.match(
      /^read it: unexpected error, please report it: TypeError: a bug\n/,
    );
  });

  it("keeps an error that is already explained, and says which credential is missing", () => {
    const error = new UserError("said");
    expect(explain(error, "read it", cluster, plain)).to.equal(error);
    const missing = new CredentialError("bearerToken", () => "not set");
    expect(explain(missing, "read it", cluster, plain).message).to.equal(
      "read it: cluster.bearerToken: not set",
    );
  });

  it("gives the engine no stack trace to print", () => {
    const error = new UserError("what to do");
    expect(error.stack).to.equal("what to do");
    expect(String(error)).to.equal("Kafka Connect");
  });

  it("explains how to delete a connector if the cluster is gone", () => {
    expect(deleteUnreachableHint(cluster)).to.equal(
      "If the Connect cluster at http://connect:8083 is gone for good, set " +
        "PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE=true and run again: its connectors are then " +
        "removed from the state without a call.",
    );
  });
});

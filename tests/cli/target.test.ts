import { expect } from "chai";
import { endpointOf, type TargetOptions } from "../../cli/target";

describe("the options that select the cluster", () => {
  const passwordEnv = "PULUMI_KAFKA_CONNECT_PASSWORD";
  const url = "https://connect:8083";
  const of = (options: Partial<TargetOptions>) => () => endpointOf({ passwordEnv, ...options });

  const good: readonly (readonly [string, Partial<TargetOptions>, object])[] = [
    ["a url", { url: "http://connect:8083/" }, { url: "http://connect:8083" }],
    [
      "a user with the usual variable",
      { url, user: "me" },
      { url, basicAuth: { username: "me", password: { env: passwordEnv } } },
    ],
    [
      "a password's file, whatever the variable",
      { url, user: "me", passwordFile: "p" },
      { url, basicAuth: { username: "me", password: { file: "p" } } },
    ],
    ["a token", { url, tokenEnv: "TOKEN" }, { url, bearerToken: { env: "TOKEN" } }],
    [
      "certificates",
      { url, ca: "ca", cert: "c", key: "k", serverName: "w", insecure: true },
      {
        url,
        tls: {
          ca: { file: "ca" },
          cert: { file: "c" },
          key: { file: "k" },
          serverName: "w",
          insecureSkipVerify: true,
        },
      },
    ],
    [
      "a Service",
      { kubernetes: "data/connect", context: "prod", kubeconfig: "kc" },
      {
        url: "http://connect.data:8083",
        kubernetes: {
          namespace: "data",
          service: "connect",
          port: 8083,
          context: "prod",
          kubeconfig: { file: "kc" },
        },
      },
    ],
  ];
  for (const [what, options, endpoint] of good) {
    it(`are ${what}`, () => expect(of(options)()).to.deep.equal(endpoint));
  }

  const bad: readonly (readonly [string, Partial<TargetOptions>, string])[] = [
    ["nothing", {}, "Give --url, --kubernetes or --stack, or set PULUMI_KAFKA_CONNECT_URL"],
    ["no url", { url: "connect" }, "--url: must be a url such as"],
    [
      "a password in the url",
      { url: "http://u:pw@h" },
      "--url: must not contain credentials: pass them as --user",
    ],
    [
      "a password and a token",
      { url, user: "u", tokenFile: "t" },
      "cannot be combined with --user",
    ],
    ["a certificate without its key", { url, cert: "c" }, "--key: is missing"],
    ["a CA for http", { url: "http://h", ca: "c" }, "needs a url that begins with https"],
    [
      "a Service without a namespace",
      { kubernetes: "data" },
      '--kubernetes: "data" is not namespace/service[:port]',
    ],
    ["an invalid port", { kubernetes: "data/c:99999" }, "--kubernetes: must be the number"],
    ["a context without a Service", { url, context: "c" }, "need --kubernetes"],
    ["a cluster without a stack", { url, cluster: "c" }, "--cluster needs --stack"],
  ];
  for (const [what, options, reason] of bad) {
    it(`are refused when they are ${what}`, () => {
      expect(of(options)).to.throw(reason).with.property("code", 2);
      expect(of(options)).to.not.throw("pw");
    });
  }
});

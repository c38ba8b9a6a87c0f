import { expect } from "chai";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { CredentialError } from "../../../provider/endpoint/credentials";
import type { KubernetesService } from "../../../provider/endpoint/endpoint";
import { ConnectError } from "../../../provider/core/errors";
import { type Call, createSend } from "../../../provider/connect/http";
import { certificates } from "../../../testkit/certificates";
import {
  kubeconfigOf,
  PODS,
  readyPod,
  SERVICE,
  useKubernetesApi,
} from "../../../testkit/kubernetes/kubernetes-api";
import { thrownBy } from "../../../testkit/thrown";

const LIST: Call = { method: "GET", path: "/connectors" };
const URL_OF_SERVICE = "http://connect.data:8083";
const forwardOf = (pod: string) => `${PODS}/${pod}/portforward`;
const refused = (work: () => unknown) => thrownBy(work, ConnectError);

describe("port-forward: the obstacle that the error names", () => {
  const kubernetes = useKubernetesApi();
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
    kubernetes.api.pods = [readyPod("connect-0")];
  });
  afterEach(() => {
    process.env = environment;
  });

  const failure = (changes: Partial<KubernetesService> = {}) => {
    const named = { namespace: "data", service: "connect", port: 8083 };
    const given = { ...named, kubeconfig: kubernetes.api.kubeconfig, ...changes };
    return refused(() => createSend({ url: URL_OF_SERVICE, kubernetes: given })(LIST));
  };

  const cases: [string, () => Promise<ConnectError>, string, string, RegExp][] = [
    [
      "a missing kubeconfig",
      () => failure({ kubeconfig: { file: "/nowhere/config" } }),
      "invalid",
      "kubeconfig",
      /^the kubeconfig \/nowhere\/config cannot be read \(ENOENT\)$/,
    ],
    [
      "an invalid kubeconfig, whose content is not shown",
      () => failure({ kubeconfig: "clusters: [\n token: hunter2" }),
      "invalid",
      "kubeconfig",
      /^the given kubeconfig cannot be read \(it is not a kubeconfig\)$/,
    ],
    [
      "no kubeconfig at all",
      () => {
        delete process.env.KUBECONFIG;
        process.env.HOME = "/nowhere";
        const named = { namespace: "data", service: "connect", port: 8083 };
        return refused(() => createSend({ url: URL_OF_SERVICE, kubernetes: named })(LIST));
      },
      "invalid",
      "kubeconfig",
      /^no kubeconfig: neither KUBECONFIG nor ~\/\.kube\/config exists$/,
    ],
    [
      "a missing context",
      () => failure({ context: "prod" }),
      "invalid",
      "kubeconfig",
      /^the kubeconfig has no context "prod"; its contexts: here, other$/,
    ],
    [
      "an API server that is not listening",
      () => failure({ kubeconfig: kubeconfigOf("http://127.0.0.1:1") }),
      "unreachable",
      "api",
      /^no answer from the Kubernetes API at http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1$/,
    ],
    [
      "an untrusted certificate of the API server",
      async () => {
        const { cert, key } = certificates().server;
        const server = https.createServer({ cert, key });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
        return failure({ kubeconfig: kubeconfigOf(url) }).finally(() => server.close());
      },
      "tls",
      "api",
      /unable to (verify|get local)/,
    ],
    [
      "an unknown user",
      () => (kubernetes.api.refuse(SERVICE, 401, "Unauthorized"), failure()),
      "unauthorized",
      "login",
      /^the Kubernetes API answered 401: /,
    ],
    [
      "a user that may not list pods",
      () => {
        kubernetes.api.refuse(PODS, 403, 'User "u" cannot list resource "pods"');
        return failure();
      },
      "unauthorized",
      "forbidden",
      /^the Kubernetes API answered 403: User "u" cannot list resource "pods"$/,
    ],
    [
      "a user that may not forward ports",
      () => {
        const message = 'User "u" cannot get resource "pods/portforward"';
        kubernetes.api.refuse(forwardOf("connect-0"), 403, message);
        return failure();
      },
      "unauthorized",
      "forbidden",
      /^the Kubernetes API answered 403: User "u" cannot get resource "pods\/portforward"$/,
    ],
    [
      "an API server that cannot answer",
      () => (kubernetes.api.refuse(SERVICE, 503, "etcd is away"), failure()),
      "unreachable",
      "api",
      /^the Kubernetes API answered 503: etcd is away$/,
    ],
    [
      "a missing Service",
      () => (kubernetes.api.refuse(SERVICE, 404, 'services "connect" not found'), failure()),
      "unreachable",
      "service",
      /^services "connect" not found in the namespace data$/,
    ],
    [
      "a Service without a ready pod",
      () => ((kubernetes.api.pods = []), failure()),
      "unreachable",
      "pods",
      /^the Service data\/connect has no pods: none has the labels app=connect$/,
    ],
    [
      "an authentication command that fails",
      () => {
        const config = JSON.parse(kubernetes.api.kubeconfig) as { users: unknown };
        const exec = { command: "no-such-login-command", apiVersion: "v1" };
        config.users = [{ name: "u", user: { exec } }];
        return failure({ kubeconfig: JSON.stringify(config) });
      },
      "unauthorized",
      "login",
      /^the kubeconfig's user cannot log in: spawn no-such-login-command ENOENT$/,
    ],
  ];
  for (const [what, make, kind, forward, message] of cases) {
    it(`is ${what}`, async () => {
      const error = await make();
      expect([error.kind, error.forward]).to.deep.equal([kind, forward]);
      expect(error.serverMessage).to.match(message).and.not.contain("hunter2");
      expect(error.status).to.equal(undefined);
    });
  }

  it("is an API server that is silent for ten seconds", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const waits: number[] = [];
    AbortSignal.timeout = (ms) => {
      waits.push(ms);
      return AbortSignal.abort();
    };
    try {
      const { serverMessage } = await failure();
      expect(serverMessage).to.match(
        /^no answer from the Kubernetes API at .*: no answer within 10 s$/,
      );
      expect(waits[0]).to.equal(10_000);
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  it("is shown up to a few thousand characters, and not read if it is much longer", async () => {
    const long = "no ".repeat(2_000);
    kubernetes.api.refuse(forwardOf("connect-0"), 500, long);
    expect((await failure()).serverMessage).to.contain(long);
    kubernetes.api.refuse(forwardOf("connect-0"), 500, long.repeat(15));
    expect((await failure()).serverMessage).to.equal("the Kubernetes API answered 500: no message");
  });

  it("is a variable that is not set, as for every credential", async () => {
    const kubernetes = { namespace: "data", service: "connect", port: 8083 };
    const given = { ...kubernetes, kubeconfig: { env: "TEST_CONNECT_NONE" } };
    const send = createSend({ url: URL_OF_SERVICE, kubernetes: given });
    expect((await thrownBy(() => send(LIST), CredentialError)).message).to.equal(
      "cluster.kubernetes.kubeconfig: the environment variable TEST_CONNECT_NONE is not set where Pulumi runs",
    );
  });

  it("is checked again by the next call", async () => {
    kubernetes.api.pods = [];
    const named = { namespace: "data", service: "connect", port: 8083 };
    const { kubeconfig } = kubernetes.api;
    const send = createSend({ url: URL_OF_SERVICE, kubernetes: { ...named, kubeconfig } });
    expect((await refused(() => send(LIST))).forward).to.equal("pods");
    kubernetes.api.pods = [readyPod("connect-0")];
    kubernetes.api.forward = (webSocket) =>
      webSocket.on("message", () =>
        webSocket.send(Buffer.from("\0HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")),
      );
    expect(await send(LIST)).to.deep.equal([]);
  });
});

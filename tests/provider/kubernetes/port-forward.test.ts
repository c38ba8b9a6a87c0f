import { expect } from "chai";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { mock } from "node:test";
import type { KubernetesService } from "../../../provider/endpoint/endpoint";
import { ConnectError } from "../../../provider/core/errors";
import { type Call, createSend } from "../../../provider/connect/http";
import { ForwardedStream } from "../../../provider/kubernetes/forwarded-stream";
import { portForward } from "../../../provider/kubernetes/port-forward";
import { certificates, otherName } from "../../../testkit/certificates";
import {
  PODS,
  readyPod,
  SERVICE,
  reportError,
  toServer,
  useKubernetesApi,
} from "../../../testkit/kubernetes/kubernetes-api";
import { FakeClock } from "../../../testkit/fake-clock";
import { json, type Reply, silence, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const LIST: Call = { method: "GET", path: "/connectors" };
const URL_OF_SERVICE = "http://connect.data:8083";
const forwardOf = (pod: string) => `${PODS}/${pod}/portforward`;
const refused = (work: () => unknown) => thrownBy(work, ConnectError);

describe("port-forward: calls", () => {
  const connect = useServer();
  const kubernetes = useKubernetesApi();

  beforeEach(() => {
    kubernetes.api.pods = [readyPod("connect-0", 1), readyPod("connect-1", 2)];
    kubernetes.api.forward = toServer(() => connect.server.url);
    connect.server.on("GET /connectors", json(["a"]));
  });

  const through = (changes: Partial<KubernetesService> = {}, url = URL_OF_SERVICE) =>
    createSend({ url, kubernetes: { ...named(), ...changes } });
  const named = (): KubernetesService => ({
    namespace: "data",
    service: "connect",
    port: 8083,
    kubeconfig: kubernetes.api.kubeconfig,
  });

  it("reach the pod that became ready last, at the Service's target port", async () => {
    kubernetes.api.service.spec = {
      selector: { app: "connect", tier: "b" },
      ports: [{ port: 8083, targetPort: "rest" }],
    };
    expect(await through()(LIST)).to.deep.equal(["a"]);
    expect(kubernetes.api.calls).to.deep.equal([
      SERVICE,
      `${PODS}?labelSelector=app%3Dconnect%2Ctier%3Db`,
      `${forwardOf("connect-1")}?ports=28083`,
    ]);
    expect(connect.server.calls[0]?.headers.host).to.equal("connect.data:8083");
  });

  it("share one connection if made one after the other", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on("warning", warned);
    const send = through();
    for (let i = 0; i < 20; i++) await send(LIST);
    expect(kubernetes.api.forwards).to.deep.equal(["connect-1:8083"]);
    await anEventLoopLater();
    process.off("warning", warned);
    expect(warnings).to.deep.equal([]); // Of listeners that are left on the stream.
  });

  it("have a connection each if made at the same time, and query the pods once", async () => {
    const send = through();
    const answers = await Promise.all(Array.from({ length: 64 }, () => send(LIST)));
    expect(answers).to.have.length(64);
    expect(kubernetes.api.calls.filter((call) => call.startsWith(`${PODS}?`))).to.have.length(1);
    expect(connect.server.connections).to.be.within(16, 64);
  });

  it("query the pods again after ten seconds, because a token may have expired", async () => {
    const clock = new FakeClock();
    const open = portForward(named(), clock);
    const asked: number[] = [];
    const streams: Duplex[] = [];
    for (const passed of [0, 9_999, 1]) {
      clock.advance(passed);
      streams.push(await open());
      asked.push(kubernetes.api.calls.filter((call) => call.startsWith(`${PODS}?`)).length);
    }
    for (const stream of streams) stream.destroy();
    expect(asked).to.deep.equal([1, 1, 2]);
  });

  it("keep their connection open for half a minute", async () => {
    // Jetty announces no limit, unlike the server of the tests.
    const reply: Reply = (response) =>
      void response.writeHead(200, { "Keep-Alive": "max=9" }).end('["a"]');
    connect.server.on("GET /connectors", reply);
    const { mock: timeouts } = mock.method(ForwardedStream.prototype, "setTimeout");
    await through()(LIST);
    const limits = timeouts.calls.map((call) => call.arguments[0]);
    timeouts.restore();
    expect(limits).to.include(30_000);
  });

  it("carry large bodies in both directions", async () => {
    const text = "ä".repeat(3_000_000);
    const echo: Reply = (response, { body }) => void response.writeHead(200).end(body);
    connect.server.on("POST /connectors", echo);
    const call: Call = { method: "POST", path: "/connectors", body: { text } };
    expect(await through()(call)).to.deep.equal({ text });
  });

  it("use the base path and the host of the url", async () => {
    connect.server.on("GET /base/connectors", json([]));
    await through({}, "http://connect.example.com/base")(LIST);
    expect(connect.server.calls[0]?.headers.host).to.equal("connect.example.com");
  });

  it("reach another pod if theirs is gone", async () => {
    const send = through();
    await send(LIST);
    kubernetes.api.pods = [readyPod("connect-0", 1)];
    const gone = [...kubernetes.api.open].map(
      (webSocket) => new Promise((resolve) => webSocket.once("close", resolve)),
    );
    connect.server.closeConnections();
    await Promise.all(gone);
    await anEventLoopLater();
    expect(await send(LIST)).to.deep.equal(["a"]);
    expect(kubernetes.api.forwards).to.deep.equal(["connect-1:8083", "connect-0:8083"]);
  });

  it("reach another pod if theirs refuses the connection", async () => {
    const working = toServer(() => connect.server.url);
    kubernetes.api.forward = (webSocket, pod) =>
      pod === "connect-1" ? reportError(webSocket, REFUSED_IN_POD) : working(webSocket, pod);
    const send = through();
    expect((await refused(() => send(LIST))).kind).to.equal("unreachable");
    expect(await send(LIST)).to.deep.equal(["a"]);
    expect(kubernetes.api.forwards.at(-1)).to.equal("connect-0:8083");
  });

  it("reach another pod if the API server cannot forward to theirs", async () => {
    kubernetes.api.refuse(forwardOf("connect-1"), 500, "error dialing backend: no route to host");
    const send = through();
    const error = await refused(() => send(LIST));
    expect([error.kind, error.forward]).to.deep.equal(["unreachable", "pod"]);
    expect(error.serverMessage).to.equal(
      "the Kubernetes API answered 500: error dialing backend: no route to host",
    );
    expect(await send(LIST)).to.deep.equal(["a"]);
  });

  it("have an unknown outcome if they are cut off", async () => {
    connect.server.on("GET /connectors", (response) => void response.socket?.destroy());
    expect((await refused(() => through()(LIST))).kind).to.equal("unanswered");
    kubernetes.api.forward = (webSocket) =>
      webSocket.on("message", () => reportError(webSocket, "connection reset by peer"));
    expect((await refused(() => through()(LIST))).kind).to.equal("unanswered");
  });

  it("close their connection if they time out", async () => {
    connect.server.on("GET /connectors", silence);
    const send = through();
    await send({ method: "GET", path: "/" }).catch(() => undefined);
    expect((await refused(() => send(LIST, 50))).kind).to.equal("unanswered");
    const left = [...kubernetes.api.open].map(
      (webSocket) => new Promise((resolve) => webSocket.once("close", resolve)),
    );
    await Promise.all(left);
    expect(kubernetes.api.open.size).to.equal(0);
  });

  const REFUSED_IN_POD =
    "error forwarding port 8083 to pod 5c1, uid : failed to connect to localhost:8083 inside " +
    "namespace 5c1: dial tcp4 127.0.0.1:8083: connect: connection refused";

  describe("over TLS", () => {
    let secure: https.Server;
    before(async () => {
      const { cert, key } = certificates().elsewhere;
      secure = https.createServer({ cert, key }, (_, response) => response.end('["tls"]'));
      await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    });
    after(() => secure.close());
    beforeEach(() => {
      const url = `http://127.0.0.1:${(secure.address() as AddressInfo).port}`;
      kubernetes.api.forward = toServer(() => url);
    });
    afterEach(() => secure.closeAllConnections());

    it("check the certificate for the host of the url", async () => {
      const tls = { ca: certificates().ca };
      const send = createSend({ url: `https://${otherName}`, tls, kubernetes: named() });
      for (let i = 0; i < 3; i++) expect(await send(LIST)).to.deep.equal(["tls"]);
      expect(kubernetes.api.forwards).to.have.length(1);
      const wrong = createSend({ url: "https://connect.data", tls, kubernetes: named() });
      expect((await refused(() => wrong(LIST))).kind).to.equal("tls");
    });

    it("are not made if the pod refuses the connection", async () => {
      kubernetes.api.forward = (webSocket) => reportError(webSocket, REFUSED_IN_POD);
      const send = createSend({ url: `https://${otherName}`, kubernetes: named() });
      const error = await refused(() => send(LIST));
      expect(error.kind).to.equal("unreachable");
      expect(error.serverMessage).to.contain("connection refused");
    });
  });
});

async function anEventLoopLater(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

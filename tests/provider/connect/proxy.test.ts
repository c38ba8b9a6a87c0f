import { expect } from "chai";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { ConnectError } from "../../../provider/core/errors";
import { proxyOf } from "../../../provider/connect/environment-proxy";
import { explain } from "../../../provider/connect/explain";
import { type Call, createSend } from "../../../provider/connect/http";
import { ProxyError } from "../../../provider/connect/proxy-error";
import { createRedactor } from "../../../provider/connect/redact";
import { tunnel } from "../../../provider/connect/tunnel";
import { certificates } from "../../../testkit/certificates";
import { empty, json, ScriptedServer, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const LIST: Call = { method: "GET", path: "/connectors" };
const NAMES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
const VARIABLES = [...NAMES, ...NAMES.map((name) => name.toLowerCase())];

describe("a proxy of the environment", function () {
  this.timeout(30_000); // The certificates are created on first use.
  const use = useServer();
  const before = new Map(VARIABLES.map((name) => [name, process.env[name]]));
  const servers: net.Server[] = [];
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  beforeEach(() => {
    for (const name of VARIABLES) set(name, undefined);
  });
  afterEach(() => {
    for (const [name, value] of before) set(name, value);
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(server: net.Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  const stepOf = async (url: string) => {
    const error = await thrownBy(() => createSend({ url })(LIST), ConnectError);
    return explain(error, "list", { url }, createRedactor({ config: {} })).message;
  };

  it("is named when it cannot be reached", async () => {
    const gone = await ScriptedServer.start();
    const proxy = gone.url.replace("http://", "");
    await gone.close();
    for (const scheme of ["http", "https"]) {
      set(`${scheme.toUpperCase()}_PROXY`, `http://me:hunter2@${proxy}`);
      const message = await stepOf(`${scheme}://connect.example.com`);
      expect(message).to.contain(`connect ECONNREFUSED ${proxy}`);
      expect(message).to.contain(`through the proxy ${proxy}, `);
      expect(message).to.contain("add connect.example.com to NO_PROXY");
      expect(message).to.not.contain("hunter2");
    }
  });

  it("is named when it requires credentials, for HTTP and for HTTPS", async () => {
    const proxy = use.server.url.replace("http://", "");
    use.server.on("GET http://connect.example.com/connectors", empty(407));
    use.server.refuseTunnels(407);
    for (const scheme of ["http", "https"]) {
      set(`${scheme.toUpperCase()}_PROXY`, use.server.url);
      const message = await stepOf(`${scheme}://connect.example.com`);
      expect(message).to.contain("answered 407: the answer comes from the proxy");
      expect(message).to.contain(`through the proxy ${proxy}, `);
      expect(message).to.contain("Give the proxy's credentials in HTTP_PROXY, HTTPS_PROXY");
    }
  });

  const refusals: [number, string, string][] = [
    [403, "unauthorized", "Allow the connection in the proxy; if it asks for credentials"],
    [429, "busy", "Allow the connection in the proxy"],
    [502, "unreachable", "The proxy could not connect to Kafka Connect: is cluster.url right"],
    [503, "unreachable", "The proxy could not connect to Kafka Connect: is cluster.url right"],
    [504, "unreachable", "The proxy could not connect to Kafka Connect: is cluster.url right"],
  ];
  for (const [status, kind, step] of refusals) {
    it(`answers CONNECT with ${status}: the step is the proxy's, not Kafka Connect's`, async () => {
      use.server.refuseTunnels(status);
      set("HTTPS_PROXY", use.server.url);
      const url = "https://connect.example.com";
      const error = await thrownBy(() => createSend({ url })(LIST), ConnectError);
      expect(error).to.include({ kind, stranger: "proxy", status });
      const { message } = explain(error, "list", { url }, createRedactor({ config: {} }));
      expect(message).to.contain(`answered ${status}: the answer comes from the proxy`);
      expect(message).to.contain(step).and.not.contain("cluster.basicAuth");
    });
  }

  const silences: [string, (socket: net.Socket) => void, RegExp][] = [
    ["does not answer", () => undefined, /^no connection through the proxy within 0\.05 s$/],
    ["closes the connection", (socket) => socket.end(), /^socket hang up$/],
    ["speaks another protocol", (socket) => socket.end("SSH-2.0\r\n"), /^Parse Error/],
  ];
  for (const [what, behave, words] of silences) {
    it(`that ${what} in reply to CONNECT provides no connection, and nothing is sent`, async () => {
      const port = await listening(
        net.createServer((socket) => {
          socket.on("error", () => undefined).once("data", () => behave(socket));
        }),
      );
      const proxy = new URL(`http://me:hunter2@127.0.0.1:${port}`);
      const open = tunnel(proxy, "connect.example.com:443", 50);
      const error = await thrownBy(open, ProxyError);
      expect(error).to.include({ kind: "unreachable", proxy: `127.0.0.1:${port}` });
      expect(error.message).to.match(words);
    });
  }

  it("is called once for each connection, with its credentials, and TLS ends at the worker", async () => {
    const { server: identity, ca } = certificates();
    const worker = await listening(
      https.createServer(identity, (request, response) => {
        response.end(JSON.stringify([request.headers["proxy-authorization"] ?? "none"]));
      }),
    );
    const asked: unknown[] = [];
    const proxy = http.createServer();
    proxy.on("connect", (request: http.IncomingMessage, socket: net.Socket) => {
      asked.push([request.url, request.headers["proxy-authorization"]]);
      const way = net.connect(worker, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        way.pipe(socket).pipe(way);
      });
      way.on("error", () => socket.destroy());
      socket.on("error", () => way.destroy());
    });
    set("HTTPS_PROXY", `http://me:p%40ss@127.0.0.1:${await listening(proxy)}`);
    const send = createSend({ url: `https://127.0.0.1:${worker}`, tls: { ca } });
    for (let call = 0; call < 3; call++) expect(await send(LIST)).to.deep.equal(["none"]);
    const basic = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(asked).to.deep.equal([[`127.0.0.1:${worker}`, basic]]);
  });

  it("gets its credentials with a plain HTTP call", async () => {
    use.server.on("GET http://connect.example.com/connectors", json([]));
    set("HTTP_PROXY", use.server.url.replace("//", "//me:p%40ss@"));
    await createSend({ url: "http://connect.example.com" })(LIST);
    expect(use.server.calls[0]?.headers["proxy-authorization"]).to.equal(
      `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
    );
  });

  const unusable: [string, RegExp][] = [
    ["socks5://me:hunter2@127.0.0.1:1080", /a proxy for socks5 cannot be used, only one for http/],
    ["http://[hunter2", /the proxy that the environment names is not a url/],
  ];
  for (const [value, words] of unusable) {
    it(`is refused, without a call, when it is ${value.slice(0, 8)}…`, async () => {
      set("ALL_PROXY", value);
      for (const scheme of ["http", "https"]) {
        const message = await stepOf(`${scheme}://connect.example.com`);
        expect(message).to.match(words);
        expect(message).to.contain("Name an HTTP proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY");
        expect(message).to.not.contain("hunter2");
      }
    });
  }

  const leftOut: [url: string, noProxy: string, direct: boolean][] = [
    ["https://connect.example.com", "connect.example.com", true],
    ["https://connect.example.com", "a, .example.com", true],
    ["https://connect.example.com", "*.example.com", true],
    ["https://connect.example.com", "*", true],
    ["https://connect.example.com:8083", "connect.example.com:8083", true],
    ["https://connect.example.com:8083", "connect.example.com:443", false],
    ["https://connect.example.com", "other.example.com", false],
    ["http://10.1.2.3:8083", "10.0.0.0/8", true],
    ["https://10.1.2.3", "192.168.0.0/16 10.1.0.0/16", true],
    ["https://11.1.2.3", "10.0.0.0/8", false],
    ["https://10.1.2.3", "10.1.2.3", true],
    ["https://10.1.2.3", "10.0.0.0/99", false],
    ["https://[fd00::1]:8083", "fd00::1", true],
    ["https://[fd00::1]:8083", "[fd00::1]", true],
    ["https://[fd00::1]:8083", "fd00::/8", true],
    ["https://[fd00::1]:8083", "10.0.0.0/8", false],
    ["https://connect.example.com", "10.0.0.0/8", false],
  ];
  for (const [url, noProxy, direct] of leftOut) {
    it(`is ${direct ? "not used" : "used"} for ${url} with NO_PROXY=${noProxy}`, () => {
      set("ALL_PROXY", "http://proxy:3128");
      for (const name of ["NO_PROXY", "no_proxy"]) {
        set(name, noProxy);
        const found = proxyOf({ url });
        expect(found instanceof URL ? found.host : found).to.equal(
          direct ? undefined : "proxy:3128",
        );
        set(name, undefined);
      }
    });
  }

  it("is not named when NO_PROXY excludes the host", async () => {
    set("HTTP_PROXY", "http://127.0.0.1:1");
    set("NO_PROXY", "127.0.0.0/8");
    use.server.on("GET /connectors", empty(502));
    expect(await stepOf(use.server.url)).to.not.contain("through the proxy");
  });

  it("is not used for a cluster that is reached through Kubernetes", () => {
    set("ALL_PROXY", "http://proxy:3128");
    const kubernetes = { namespace: "a", service: "b", port: 8083 };
    expect(proxyOf({ url: "http://connect.a:8083", kubernetes })).to.equal(undefined);
  });
});

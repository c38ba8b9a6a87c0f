import { expect } from "chai";
import * as http from "node:http";
import * as net from "node:net";
import { mock } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import type { Endpoint } from "../../../provider/endpoint/endpoint";
import { ConnectError } from "../../../provider/core/errors";
import { CredentialError } from "../../../provider/endpoint/credentials";
import { type Call, createSend, timeoutOf, within } from "../../../provider/connect/http";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
  ScriptedServer,
  silence,
  useServer,
} from "../../../testkit/connect/scripted-server";
import { retry } from "../../../provider/connect/retry";
import { FakeClock } from "../../../testkit/fake-clock";
import { thrownBy } from "../../../testkit/thrown";

const LIST: Call = { method: "GET", path: "/connectors" };
const POST: Call = { method: "POST", path: "/connectors", body: { name: "a" } };

const refused = (work: () => unknown) => thrownBy(work, ConnectError);

const write =
  (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

describe("http: a usable answer", () => {
  const use = useServer();

  const answers: [string, Reply, unknown][] = [
    ["the JSON of a 200", json({ a: [1] }), { a: [1] }],
    ["the JSON of a 201", json({ name: "a" }, 201), { name: "a" }],
    ["undefined for a 202 without a body", empty(202), undefined],
    ["undefined for a 204", empty(204), undefined],
    ["JSON whatever its content type", write(200, "[]", { "Content-Type": "text/plain" }), []],
    ["JSON text, and not a number", json("7"), "7"],
  ];
  for (const [what, reply, value] of answers) {
    it(`is ${what}`, async () => {
      use.server.on("GET /connectors", reply);
      expect(await createSend(use.server)(LIST)).to.deep.equal(value);
    });
  }

  it("comes for a JSON body, and for none", async () => {
    use.server.on("POST /connectors", json({})).on("PUT /connectors/a/pause", empty(202));
    const send = createSend(use.server);
    await send({ ...POST, body: { name: "ä", config: {} } });
    await send({ method: "PUT", path: "/connectors/a/pause" });
    const [post, put] = use.server.calls;
    expect(post?.body).to.equal('{"name":"ä","config":{}}');
    expect(post?.headers["content-type"]).to.equal("application/json");
    expect(post?.headers.accept).to.equal("application/json");
    expect(put?.body).to.equal("");
  });

  for (const base of ["/gateway/connect", "/gateway/connect/"]) {
    it(`comes from below the base path ${base}`, async () => {
      use.server.on("GET /gateway/connect/connectors?expand=info", json({}));
      const send = createSend({ url: `${use.server.url}${base}` });
      expect(await send({ ...LIST, path: "/connectors?expand=info" })).to.deep.equal({});
    });
  }

  it("comes over one connection for successive calls", async () => {
    use.server.on("GET /connectors", json([]));
    const send = createSend(use.server);
    for (let i = 0; i < 3; i++) await send(LIST);
    expect(use.server.connections).to.equal(1);
  });

  it("comes after the server has closed the connection that was kept alive", async () => {
    use.server.on("GET /connectors", json([]));
    const send = createSend(use.server);
    await send(LIST);
    use.server.closeConnections();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(await send(LIST)).to.deep.equal([]);
    expect(use.server.connections).to.equal(2);
  });
});

describe("http: an unusable answer", () => {
  const use = useServer();
  const NOT_JSON = "the answer is not JSON, or was cut off";
  const PAGE = "the answer is a web page, not Kafka Connect's JSON";
  const NOT_CONNECT = "the answer comes from a gateway or proxy, not from Kafka Connect";

  const answers: [string, Reply, string, number | undefined, string][] = [
    ["a page with 200", html(200), "unanswered", 200, PAGE],
    ["truncated JSON", write(200, '{"a":'), "unanswered", 200, NOT_JSON],
    ["a page with 400", html(400), "invalid", 400, NOT_CONNECT],
    ["a page with 401", html(401), "unauthorized", 401, NOT_CONNECT],
    ["a page with 403", html(403), "unauthorized", 403, NOT_CONNECT],
    ["a page with 404", html(404), "unreachable", 404, NOT_CONNECT],
    ["a page with 500", html(500), "unanswered", 500, NOT_CONNECT],
    ["a page with 502", html(502), "unanswered", 502, NOT_CONNECT],
    ["a page with 503", html(503), "unanswered", 503, NOT_CONNECT],
    ["a page with 504", html(504), "unanswered", 504, NOT_CONNECT],
    [
      "Connect's refusal",
      refusal(409, "Connector a already exists"),
      "exists",
      409,
      "Connector a already exists",
    ],
    [
      "Connect's not found",
      refusal(404, "Connector a not found"),
      "missing",
      404,
      "Connector a not found",
    ],
    [
      "a gateway's JSON not found",
      json({ message: "no Route matched with those values" }, 404),
      "unreachable",
      404,
      NOT_CONNECT,
    ],
    [
      "a JSON error without a message",
      json({ error_code: 500 }, 500),
      "unanswered",
      500,
      NOT_CONNECT,
    ],
    ["a JSON error that is a list", json(["x"], 404), "unreachable", 404, NOT_CONNECT],
    ["an empty 404", empty(404), "unreachable", 404, NOT_CONNECT],
    ["a reset after the call", reset, "unanswered", undefined, "read ECONNRESET"],
  ];
  for (const [what, reply, kind, status, message] of answers) {
    it(`fails with ${what} as ${kind}`, async () => {
      use.server.on("GET /connectors", reply);
      const error = await refused(() => createSend(use.server)(LIST));
      expect(error.kind).to.equal(kind);
      expect(error.status).to.equal(status);
      expect(error.serverMessage).to.equal(message);
      expect(error.call).to.equal("GET /connectors");
      expect(use.server.log).to.deep.equal(["GET /connectors"]);
    });
  }

  it("fails as unanswered when the connection ends within the answer", async () => {
    use.server.on("GET /connectors", (response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("[", () => response.socket?.destroy());
    });
    const error = await refused(() => createSend(use.server)(LIST));
    expect(error.kind).to.equal("unanswered");
  });

  it("fails when the connection is reset before the server reads the call", async () => {
    use.server.resetConnections(1);
    const error = await refused(() => createSend(use.server)(POST));
    // The reset may come so early that Node knows that it has sent nothing.
    expect(error.kind).to.be.oneOf(["unanswered", "unreachable"]);
    expect(use.server.calls).to.deep.equal([]);
  });

  it("fails as unanswered when the answer takes longer than its time", async () => {
    use.server.on("GET /connectors", silence);
    const error = await refused(() => createSend(use.server)(LIST, 30));
    expect(error.kind).to.equal("unanswered");
    expect(error.serverMessage).to.equal("no answer within 0.03 s");
  });

  for (const [what, leftMs, timeoutMs] of [
    ["for its maximum time", 600_000, 120_000],
    ["until its operation's time is over", 90_000, 90_000],
    ["for a moment at the end of that time", 1_000, 10_000],
    ["for a moment after that time", -1_000, 10_000],
  ] as const) {
    it(`waits for an answer ${what}`, async () => {
      expect(await within(leftMs, () => Promise.resolve(timeoutOf(120_000)))).to.equal(timeoutMs);
    });
  }

  it("limits the time of each call, however much time the operation has left", async () => {
    expect(timeoutOf(120_000)).to.equal(120_000);
    expect(await within(90_000, () => Promise.resolve(timeoutOf(30)))).to.equal(30);
  });

  it("fails as unreachable when the connection is refused", async () => {
    const gone = await ScriptedServer.start();
    const { url } = gone;
    await gone.close();
    const error = await refused(() => createSend({ url })(POST));
    expect(error.kind).to.equal("unreachable");
    expect(error.serverMessage).to.equal(`connect ECONNREFUSED ${url.replace("http://", "")}`);
  });

  it("fails as invalid with a header that cannot be sent", async () => {
    const send = createSend({ url: use.server.url, headers: { "bad name": "x" } });
    expect((await refused(() => send(LIST))).kind).to.equal("invalid");
  });

  for (const status of [301, 302, 307, 308]) {
    it(`fails with a ${status}, which is not followed`, async () => {
      const other = await ScriptedServer.start();
      try {
        use.server.on(
          "POST /connectors",
          write(status, "", { Location: `${other.url}/connectors` }),
        );
        const send = createSend({ url: use.server.url, bearerToken: "hunter2" });
        const error = await refused(() => send(POST));
        expect(error.kind).to.equal("invalid");
        expect(error.serverMessage).to.equal(`it redirects to ${other.url}/connectors`);
        expect(other.calls).to.deep.equal([]);
      } finally {
        await other.close();
      }
    });
  }
});

describe("http: credentials", () => {
  const use = useServer();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "http-"));
    writeFileSync(path.join(folder, "secret"), "from file\n");
    process.env.TEST_CONNECT_SECRET = "from env";
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    delete process.env.TEST_CONNECT_SECRET;
  });

  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const cases: [string, () => Omit<Endpoint, "url">, Record<string, string>][] = [
    [
      "user and password",
      () => ({ basicAuth: { username: "ü:", password: "p:" } }),
      { authorization: basic("ü::p:") },
    ],
    [
      "user and password from a variable and a file",
      () => ({
        basicAuth: {
          username: { env: "TEST_CONNECT_SECRET" },
          password: { file: path.join(folder, "secret") },
        },
      }),
      { authorization: basic("from env:from file") },
    ],
    ["a token", () => ({ bearerToken: "t" }), { authorization: "Bearer t" }],
    [
      "a token from the environment",
      () => ({ bearerToken: { env: "TEST_CONNECT_SECRET" } }),
      { authorization: "Bearer from env" },
    ],
    [
      "headers",
      () => ({ headers: { "X-A": "1", "X-B": { file: path.join(folder, "secret") } } }),
      { "x-a": "1", "x-b": "from file" },
    ],
  ];
  for (const [what, access, headers] of cases) {
    it(`are sent with every call: ${what}`, async () => {
      use.server.on("GET /connectors", json([]));
      const send = createSend({ url: use.server.url, ...access() });
      await send(LIST);
      await send(LIST);
      for (const call of use.server.calls) expect(call.headers).to.include(headers);
      expect(use.server.calls).to.have.length(2);
    });
  }

  describe("in a file that is rotated", () => {
    const wants =
      (token: () => string): Reply =>
      (response, received) => {
        const admitted = received.headers.authorization === `Bearer ${token()}`;
        response.writeHead(admitted ? 200 : 401).end(admitted ? "[]" : "expired");
      };
    const file = () => path.join(folder, "secret");

    it("are read again after a 401, by all calls that are in flight", async () => {
      let valid = "from file";
      use.server.on(
        "GET /connectors",
        wants(() => valid),
      );
      const send = createSend({ url: use.server.url, bearerToken: { file: file() } });
      await send(LIST);
      valid = "rotated";
      writeFileSync(file(), "rotated\n");
      await Promise.all(Array.from({ length: 5 }, () => send(LIST)));
      const calls = use.server.calls.length;
      await send(LIST);
      expect(use.server.calls).to.have.length(calls + 1);
    });

    it("are read again after a 403, which some gateways answer to an expired token", async () => {
      use.server.on("GET /connectors", empty(403), json([]));
      const send = createSend({ url: use.server.url, bearerToken: { file: file() } });
      writeFileSync(file(), "rotated\n");
      expect(await send(LIST)).to.deep.equal([]);
    });

    it("are sent only once more if the new ones are refused too", async () => {
      use.server.on("GET /connectors", empty(401));
      const send = createSend({ url: use.server.url, bearerToken: { file: file() } });
      writeFileSync(file(), "rotated\n");
      for (const calls of [2, 3]) {
        expect((await refused(() => send(LIST))).kind).to.equal("unauthorized");
        expect(use.server.calls).to.have.length(calls);
      }
    });

    it("are read once more when the file is missing or empty for a moment", async () => {
      for (const replace of [() => rmSync(file()), () => writeFileSync(file(), "")]) {
        writeFileSync(file(), "before");
        use.server.on("GET /connectors", empty(401), empty(401), json([]));
        const send = createSend({ url: use.server.url, bearerToken: { file: file() } });
        replace();
        const fake = new FakeClock();
        const clock = {
          now: () => fake.now(),
          random: () => fake.random(),
          sleep: (ms: number) => {
            writeFileSync(file(), "rotated");
            return fake.sleep(ms);
          },
        };
        const policy = { deadline: clock.now() + 60_000 };
        expect(await retry(() => send(LIST), policy, clock)).to.deep.equal([]);
      }
    });

    it("are reported as missing if the file has been deleted", async () => {
      use.server.on("GET /connectors", empty(401));
      const send = createSend({ url: use.server.url, bearerToken: { file: file() } });
      rmSync(file());
      const error = await thrownBy(() => send(LIST), CredentialError);
      expect(error.message).to.equal(
        `cluster.bearerToken: cannot read the file ${file()} (ENOENT)`,
      );
    });
  });

  it("refuses a broken reference before anything is sent", async () => {
    const error = await thrownBy(() =>
      createSend({ url: use.server.url, headers: { "X-A": { env: "TEST_CONNECT_NONE" } } }),
    );
    expect(error.message).to.equal(
      'cluster.headers["X-A"]: the environment variable TEST_CONNECT_NONE is not set where Pulumi runs',
    );
  });

  const faults: [string, Reply, number?][] = [
    ["a refusal", refusal(400, "no")],
    ["a page", html(502)],
    ["a login page", html(200)],
    ["a redirect", write(302, "", { Location: "http://127.0.0.1:1/" })],
    ["a reset", reset],
    ["a slow answer", silence, 20],
  ];
  for (const [what, reply, timeoutMs] of faults) {
    it(`are nowhere in the error of ${what}`, async () => {
      use.server.on("POST /connectors", reply);
      const endpoints: Omit<Endpoint, "url">[] = [
        { basicAuth: { username: "me", password: "hunter2" }, headers: { "X-Key": "k3y" } },
        { bearerToken: "t0ken" },
      ];
      for (const access of endpoints) {
        const send = createSend({ url: use.server.url, ...access });
        const call = { ...POST, body: { name: "a", config: { p: "b0dy" } } };
        const error = await refused(() => send(call, timeoutMs));
        const all = [
          error.message,
          error.stack,
          inspect(error, { depth: 20, showHidden: true }),
          JSON.stringify(error),
          inspect(error.cause),
        ].join("\n");
        for (const secret of ["hunter2", "k3y", "t0ken", "b0dy", basic("me:hunter2").slice(6)]) {
          expect(all).to.not.include(secret);
        }
      }
    });
  }
});

describe("http: a connection that is not established", () => {
  afterEach(() => {
    mock.restoreAll();
    mock.timers.reset();
  });

  it("is given up after ten seconds, long before a slow answer", async () => {
    const opened = new Promise<void>((resolve) => {
      mock.method(http.Agent.prototype, "createConnection", () => {
        setImmediate(resolve);
        // Never established: a firewall drops its packets.
        return Object.assign(new net.Socket(), { connecting: true });
      });
    });
    mock.timers.enable({ apis: ["setTimeout"] });
    let ended = false;
    const error = refused(() => createSend({ url: "http://connect:8083" })(LIST)).finally(() => {
      ended = true;
    });
    await opened;
    mock.timers.tick(9_999);
    await new Promise(setImmediate);
    expect(ended).to.equal(false);
    mock.timers.tick(1);
    expect(await error).to.have.property("kind", "unreachable");
  });
});

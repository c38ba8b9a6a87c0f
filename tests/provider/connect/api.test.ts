import { expect } from "chai";
import { isDeepStrictEqual } from "node:util";
import { type ConnectApi, connectApi } from "../../../provider/connect/api";
import { ALL_PARTS, FAILED_PARTS } from "../../../provider/connect/wire";
import { createSend } from "../../../provider/connect/http";
import { ConnectError } from "../../../provider/core/errors";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import { empty, json, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

describe("connect api", () => {
  const use = useServer();
  const api = () => connectApi(createSend(use.server));

  const config = { a: "1" };
  const offsets = [{ partition: { filename: "in" }, offset: { position: 1 } }];
  const info = sampleInfo({ name: "a" });
  const status = sampleStatus("RUNNING");
  const key = { name: "p", type: "PASSWORD" };
  const message = { message: "done" };
  interface Sample {
    readonly call: string;
    readonly make: (api: ConnectApi) => Promise<unknown>;
    /** Connect's answer; undefined means no body. */
    readonly answer?: unknown;
    readonly body?: unknown;
  }
  const calls: Sample[] = [
    { call: "GET /", make: (it) => it.worker(), answer: { version: "4.3.1" } },
    { call: "GET /health", make: (it) => it.health(), answer: { status: "healthy" } },
    { call: "GET /connectors", make: (it) => it.names(), answer: ["a"] },
    { call: "GET /connectors?expand=info", make: (it) => it.infos(), answer: { a: { info } } },
    {
      call: "GET /connectors?expand=status",
      make: (it) => it.statuses(),
      answer: { a: { status } },
    },
    {
      call: "GET /connectors?expand=info&expand=status",
      make: (it) => it.list(),
      answer: { a: { info, status } },
    },
    { call: "GET /connectors/a", make: (it) => it.info("a"), answer: info },
    { call: "GET /connectors/a/config", make: (it) => it.config("a"), answer: config },
    { call: "GET /connectors/a/status", make: (it) => it.status("a"), answer: status },
    {
      call: "POST /connectors",
      make: (it) => it.create("a", config),
      answer: info,
      body: { name: "a", config },
    },
    {
      call: "POST /connectors",
      make: (it) => it.create("a", config, "STOPPED"),
      answer: info,
      body: { name: "a", config, initial_state: "STOPPED" },
    },
    {
      call: "PUT /connectors/a/config",
      make: (it) => it.putConfig("a", config),
      answer: info,
      body: config,
    },
    { call: "DELETE /connectors/a", make: (it) => it.remove("a") },
    { call: "PUT /connectors/a/pause", make: (it) => it.pause("a") },
    { call: "PUT /connectors/a/stop", make: (it) => it.stop("a") },
    { call: "PUT /connectors/a/resume", make: (it) => it.resume("a") },
    { call: "POST /connectors/a/restart", make: (it) => it.restartConnector("a") },
    {
      call: "POST /connectors/a/restart?includeTasks=true&onlyFailed=true",
      make: (it) => it.restart("a", FAILED_PARTS),
      answer: status,
    },
    {
      call: "POST /connectors/a/restart?includeTasks=true&onlyFailed=false",
      make: (it) => it.restart("a", ALL_PARTS),
      answer: status,
    },
    { call: "POST /connectors/a/tasks/3/restart", make: (it) => it.restartTask("a", 3) },
    { call: "GET /connectors/a/offsets", make: (it) => it.offsets("a"), answer: { offsets } },
    {
      call: "PATCH /connectors/a/offsets",
      make: (it) => it.alterOffsets("a", offsets),
      answer: message,
      body: { offsets },
    },
    { call: "DELETE /connectors/a/offsets", make: (it) => it.resetOffsets("a"), answer: message },
    {
      call: "PUT /connector-plugins/org.example.Source/config/validate",
      make: (it) => it.validate("org.example.Source", config, 1000),
      answer: { configs: [{ value: { name: "p", errors: ["no"] } }, { value: null }] },
      body: config,
    },
    {
      call: "GET /connector-plugins/org.example.Source/config",
      make: (it) => it.pluginKeys("org.example.Source", 1000),
      answer: [key],
    },
    {
      call: "GET /connector-plugins",
      make: (it) => it.plugins(),
      answer: [{ class: "a.B", type: "sink", version: "1" }],
    },
  ];
  for (const { call, make, answer, body } of calls) {
    it(`calls ${call}${body === undefined ? "" : ` with ${JSON.stringify(body)}`}`, async () => {
      use.server.on(call, answer === undefined ? empty() : json(answer));
      await make(api());
      expect(use.server.log).to.deep.equal([call]);
      expect(use.server.calls[0]?.body).to.equal(body === undefined ? "" : JSON.stringify(body));
    });
  }

  /** JSON of other services, and Connect's own with a missing part, or one of another type. */
  const foreign: unknown[] = [
    null,
    7,
    "ok",
    [null],
    [[]],
    [{}],
    { status: "ok" },
    { name: "a" },
    { a: { info: {}, status: {} } },
    { a: { status: { ...status, tasks: null } }, offsets: [{}] },
    { ...info, config: { a: 1 } },
    { configs: [{}], message: 7, version: null, status: 200 },
    { ...status, connector: { state: "RUNNING" } },
  ];
  it("refuses JSON that does not have Connect's shape, and never fails with a TypeError", async () => {
    for (const { call, make, answer } of calls) {
      const others = [...foreign, answer === undefined ? {} : undefined];
      for (const other of others) {
        // Any object is accepted where nobody reads it.
        const ignored = call === "GET /health" || call.includes("/restart?");
        if (ignored && typeof other === "object" && other !== null && !Array.isArray(other))
          continue;
        if (call.includes("/restart?") && other === undefined) continue;
        if (call === "GET /connectors/a/config" && isDeepStrictEqual(other, { status: "ok" }))
          continue;
        if (call === "GET /connectors/a/config" && isDeepStrictEqual(other, { name: "a" }))
          continue;
        use.server.on(call, other === undefined ? empty(200) : json(other));
        const error = await thrownBy(() => make(api()), ConnectError);
        expect(error, `${call}: ${JSON.stringify(other)}`).to.include({
          kind: "unanswered",
          call,
          stranger: other === undefined ? "empty" : "json",
          noAnswer: true,
        });
      }
    }
  });

  it("reads a list in which one config contains null", async () => {
    const answer = { a: { info: { ...info, config: { ...config, b: null } } }, c: { info } };
    use.server.on("GET /connectors?expand=info", json(answer));
    expect([...(await api().infos()).keys()]).to.deep.equal(["a", "c"]);
  });

  const names: [string, string][] = [
    ["a b", "/connectors/a%20b/pause"],
    ["a?b#c&d", "/connectors/a%3Fb%23c%26d/pause"],
    ["ä€😀", "/connectors/%C3%A4%E2%82%AC%F0%9F%98%80/pause"],
    ["a+b;c", "/connectors/a%2Bb%3Bc/pause"],
    ["[x]", "/connectors/%5Bx%5D/pause"],
    ["...", "/connectors/.../pause"],
    ["it's", "/connectors/it's/pause"],
  ];
  for (const [name, path] of names) {
    it(`makes one segment of the name ${name}`, async () => {
      use.server.on(`PUT ${path}`, empty(202));
      await api().pause(name);
      expect(use.server.log).to.deep.equal([`PUT ${path}`]);
    });
  }

  it("leaves out connectors that are just created or deleted", async () => {
    use.server
      .on("GET /connectors?expand=info", json({ a: { info }, b: { info: null }, c: {} }))
      .on("GET /connectors?expand=status", json({ a: {}, b: { status } }));
    expect([...(await api().infos())]).to.deep.equal([["a", info]]);
    expect([...(await api().statuses()).keys()]).to.deep.equal(["b"]);
  });
});

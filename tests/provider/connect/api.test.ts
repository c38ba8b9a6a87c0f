import { expect } from "chai";
import {
  ALL_PARTS,
  type ConnectApi,
  connectApi,
  FAILED_PARTS,
} from "../../../provider/connect/api";
import { createSend } from "../../../provider/connect/http";
import { empty, json, useServer } from "../../../testkit/scripted-server";

describe("connect api", () => {
  const use = useServer();
  const api = () => connectApi(createSend(use.server));

  const config = { a: "1" };
  const offsets = [{ partition: { filename: "in" }, offset: { position: 1 } }];
  const calls: [string, (api: ConnectApi) => Promise<unknown>, unknown?][] = [
    ["GET /", (it) => it.worker()],
    ["GET /health", (it) => it.health()],
    ["GET /connectors", (it) => it.names()],
    ["GET /connectors?expand=info", (it) => it.infos()],
    ["GET /connectors?expand=status", (it) => it.statuses()],
    ["GET /connectors?expand=info&expand=status", (it) => it.list()],
    ["GET /connectors/a", (it) => it.info("a")],
    ["GET /connectors/a/config", (it) => it.config("a")],
    ["GET /connectors/a/status", (it) => it.status("a")],
    ["POST /connectors", (it) => it.create("a", config), { name: "a", config }],
    [
      "POST /connectors",
      (it) => it.create("a", config, "STOPPED"),
      { name: "a", config, initial_state: "STOPPED" },
    ],
    ["PUT /connectors/a/config", (it) => it.putConfig("a", config), config],
    ["DELETE /connectors/a", (it) => it.remove("a")],
    ["PUT /connectors/a/pause", (it) => it.pause("a")],
    ["PUT /connectors/a/stop", (it) => it.stop("a")],
    ["PUT /connectors/a/resume", (it) => it.resume("a")],
    ["POST /connectors/a/restart", (it) => it.restartConnector("a")],
    [
      "POST /connectors/a/restart?includeTasks=true&onlyFailed=true",
      (it) => it.restart("a", FAILED_PARTS),
    ],
    [
      "POST /connectors/a/restart?includeTasks=true&onlyFailed=false",
      (it) => it.restart("a", ALL_PARTS),
    ],
    ["POST /connectors/a/tasks/3/restart", (it) => it.restartTask("a", 3)],
    ["GET /connectors/a/offsets", (it) => it.offsets("a")],
    ["PATCH /connectors/a/offsets", (it) => it.alterOffsets("a", offsets), { offsets }],
    ["DELETE /connectors/a/offsets", (it) => it.resetOffsets("a")],
    [
      "PUT /connector-plugins/org.example.Source/config/validate",
      (it) => it.validate("org.example.Source", config, 1000),
      config,
    ],
    [
      "GET /connector-plugins/org.example.Source/config",
      (it) => it.pluginKeys("org.example.Source", 1000),
    ],
    ["GET /connector-plugins", (it) => it.plugins()],
  ];
  for (const [call, make, body] of calls) {
    it(`calls ${call}${body === undefined ? "" : ` with ${JSON.stringify(body)}`}`, async () => {
      use.server.on(call, json({}));
      await make(api());
      expect(use.server.log).to.deep.equal([call]);
      expect(use.server.calls[0]?.body).to.equal(body === undefined ? "" : JSON.stringify(body));
    });
  }

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

  it("leaves out connectors that are coming or going", async () => {
    const info = { name: "a", config: {}, tasks: [], type: "source" };
    use.server
      .on("GET /connectors?expand=info", json({ a: { info }, b: { info: null }, c: {} }))
      .on("GET /connectors?expand=status", json({ a: {}, b: { status: { name: "b" } } }));
    expect([...(await api().infos())]).to.deep.equal([["a", info]]);
    expect([...(await api().statuses()).keys()]).to.deep.equal(["b"]);
  });
});

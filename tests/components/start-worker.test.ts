import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { probeScript, START_WORKER } from "../../components/start-worker";

const users: [string, string][] = [
  ["admin", "hunter2"],
  ["a b", "p=q:r#s!t"],
  ["back\\slash", "\\n \\ \\\\"],
  ["$HOME", "`id` $(id) \"'*%s"],
];

describe("start-worker", function () {
  this.timeout(30_000);

  let around: string;
  beforeEach(() => {
    around = mkdtempSync(path.join(tmpdir(), "kafka-connect-start-"));
    mkdirSync(file("bin"));
    mkdirSync(file("auth"));
    mkdirSync(file("config"));
    writeFileSync(file("config/worker.properties"), "a=b\n");
  });
  afterEach(() => rmSync(around, { recursive: true, force: true }));

  const file = (name: string) => path.join(around, name);
  /** With the folders of a test in the place of those of a pod. */
  const here = (script: string) =>
    script
      .replaceAll("/mnt/rest-auth", file("auth"))
      .replaceAll("/mnt/config", file("config"))
      .replaceAll("/tmp/rest-users", file("rest-users"))
      .replaceAll("/tmp/connect-distributed", file("connect-distributed"))
      .replace(/^for start in (?:\S+ )+"/m, 'for start in "');

  function start() {
    const env = {
      PATH: `${file("bin")}:${process.env.PATH ?? ""}`,
      POD_NAME: "connect-0",
      HEADLESS_SERVICE: "connect-headless.default.svc.cluster.local",
    };
    return spawnSync("bash", ["--norc", "-c", here(START_WORKER)], { env, encoding: "utf8" });
  }

  function image() {
    const script = '#!/bin/sh\necho "started $1"\n';
    writeFileSync(file("bin/connect-distributed"), script, { mode: 0o755 });
  }

  function user([username, password]: [string, string]) {
    writeFileSync(file("auth/username"), username);
    writeFileSync(file("auth/password"), password);
  }

  for (const [what, script] of [
    ["start", START_WORKER],
    ["probe", probeScript(8084)],
  ] as const) {
    it(`has a ${what} script that bash can read`, () => {
      execFileSync("bash", ["-n"], { input: script, stdio: "pipe" });
    });
  }

  it("starts Connect with the properties and the pod's own name", () => {
    image();
    expect(start().stdout).to.equal(`started ${file("connect-distributed.properties")}\n`);
    expect(readFileSync(file("connect-distributed.properties"), "utf8")).to.equal(
      "a=b\nrest.advertised.host.name=connect-0.connect-headless.default.svc.cluster.local\n",
    );
  });

  it("says when the image has no Connect", () => {
    const { status, stderr } = start();
    expect(status).to.equal(1);
    expect(stderr).to.include("image.application must be one of Kafka Connect");
  });

  for (const [username, password] of users) {
    it(`lets in the user ${JSON.stringify(username)} with ${JSON.stringify(password)}`, () => {
      image();
      user([username, password]);
      expect(start().stderr).to.equal("");
      const text = readFileSync(file("rest-users.properties"), "utf8");
      expect(oneProperty(text)).to.deep.equal([username, password]);
    });
  }

  async function probe(status: number): Promise<{ code: number | null; seen: string | undefined }> {
    let seen: string | undefined;
    const server = createServer((request, response) => {
      seen = request.headers.authorization;
      response.writeHead(request.url === "/health" ? status : 404).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const child = spawn("bash", ["--norc", "-c", here(probeScript(port))]);
    const code = await new Promise<number | null>((done) => child.on("close", done));
    server.close();
    return { code, seen };
  }

  it("is healthy when the worker says so, and only then", async () => {
    expect(await probe(200)).to.deep.equal({ code: 0, seen: undefined });
    expect((await probe(503)).code).to.equal(1);
  });

  it("is asked with the user of the REST API", async () => {
    for (const [username, password] of users) {
      user([username, password]);
      const basic = Buffer.from(`${username}:${password}`).toString("base64");
      expect(await probe(200)).to.deep.equal({ code: 0, seen: `Basic ${basic}` });
    }
  });
});

/** The key and the value of one line, as Java reads it. */
function oneProperty(text: string): [string, string] {
  const [, key = "", value = ""] = /^((?:\\.|[^\\=: ])+)=((?:\\.|[^\\])*)\n$/s.exec(text) ?? [];
  const plain = (escaped: string) => escaped.replace(/\\(.)/gs, "$1");
  return [plain(key), plain(value)];
}

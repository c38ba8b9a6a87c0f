import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { propertiesText } from "../../components/properties";
import { PROBE_WORKER, START_WORKER } from "../../components/start-worker";
import { workerProperties } from "../../components/worker-config";
import { zip } from "../../testkit/plugins/archives";
import { debianTool } from "../../testkit/debian-tool";
import { readProperties } from "../../testkit/plugins/java-formats";

const ENV = "org/apache/kafka/common/config/provider/EnvVarConfigProvider.class";
const ALLOWED = "org/apache/kafka/common/config/internals/AllowedPaths.class";
const LIMITLESS = "Kafka Connect before 3.8 cannot limit which files references read:";

describe("older-workers: the start", function () {
  this.timeout(60_000);

  let image: string;
  beforeEach(() => {
    image = mkdtempSync(path.join(tmpdir(), "kafka-connect-older-"));
    write("bin/connect-distributed", "#!/bin/sh\necho started\n", 0o755);
    write("worker.properties", propertiesText(properties()));
  });
  afterEach(() => rmSync(image, { recursive: true, force: true }));

  const file = (name: string) => path.join(image, name);

  function write(name: string, text: string | Buffer, mode = 0o644) {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text, { mode });
  }

  const properties = (overrides: Readonly<Record<string, string>> = {}) =>
    workerProperties({
      bootstrapServers: "kafka:9092",
      groupId: "g",
      topics: { config: "c", offset: "o", status: "s" },
      replicationFactor: 1,
      rebalanceDelayMs: 1,
      kafka: {},
      basicAuth: false,
      tls: false,
      readable: ["/mnt/secrets/db"],
      pluginPath: [],
      overrides,
    });

  /** The Kafka jar of an image, with only the relevant classes. */
  function kafka(jar: string, ...classes: string[]) {
    const names = ["META-INF/MANIFEST.MF", ...classes, "org/apache/kafka/common/Uuid.class"];
    write(jar, zip(names.map((name) => ({ name, content: name.repeat(20) }))));
  }

  function start(env: Record<string, string> = {}) {
    const script = START_WORKER.replace(/^for start in [^"]*"/m, 'for start in "');
    return spawnSync("bash", ["--norc", "-c", script], {
      encoding: "utf8",
      env: {
        PATH: `${file("bin")}:${process.env.PATH ?? ""}`,
        TMPDIR: image,
        POD_NAME: "connect-0",
        HEADLESS_SERVICE: "headless",
        WORKER_PROPERTIES: file("worker.properties"),
        ...env,
      },
    });
  }

  const written = () =>
    readProperties(readFileSync(file("connect-distributed.properties"), "latin1"));

  const { "rest.advertised.host.name": _, ...all } = {
    ...properties(),
    "rest.advertised.host.name": "",
  };

  for (const [version, jar, classes] of [
    ["4.3", "libs/kafka-clients-4.3.1.jar", [ENV, ALLOWED]],
    ["Confluent 8.0", "share/java/kafka/kafka-clients-8.0.0-ce.jar", [ALLOWED, ENV]],
  ] as const) {
    it(`leaves the properties of ${version} as they are`, () => {
      kafka(jar, ...classes);
      expect(start()).to.include({ status: 0, stdout: "started\n", stderr: "" });
      expect(written()).to.deep.equal({
        ...all,
        "rest.advertised.host.name": "connect-0.headless",
      });
    });
  }

  it("looks into the jars with the tools of an image that has BusyBox", () => {
    kafka("libs/kafka-clients-4.3.1.jar", ENV, ALLOWED);
    for (const tool of ["tr", "grep", "sed", "dirname"]) {
      symlinkSync(debianTool("busybox"), file(`bin/${tool}`));
    }
    expect(start()).to.include({ status: 0, stderr: "" });
  });

  for (const [version, jar, classes, providers] of [
    ["3.5", "libs/kafka-clients-3.5.2.jar", [ENV], "file,directory,env,vault"],
    ["3.0", "libs/kafka-clients-3.0.2.jar", [], "file,directory,vault"],
    ["Confluent 7.0", "share/java/kafka/kafka-clients-7.0.1-ce.jar", [], "file,directory,vault"],
  ] as const) {
    describe(`of ${version}`, () => {
      beforeEach(() => {
        kafka(jar, ...classes);
        const overrides = { "config.providers": "vault", "config.providers.vault.class": "V" };
        write("worker.properties", propertiesText(properties(overrides)));
      });

      it("has the config providers that it knows, and reports what it cannot limit", () => {
        const { status, stderr } = start();
        expect(status).to.equal(0);
        expect(stderr).to.equal(`${LIMITLESS} every connector can read every file in this pod\n`);
        expect(written()).to.include({
          "config.providers": providers,
          "config.providers.vault.class": "V",
        });
        const env = Object.keys(written()).some((key) => key.startsWith("config.providers.env."));
        expect(env).to.equal(providers.includes("env"));
      });

      for (const secret of [
        "WORKER_KAFKA_AUTH",
        "WORKER_KAFKA_STORES",
        "WORKER_REST_AUTH",
        "WORKER_REST_STORES",
      ]) {
        it(`is refused where connectors could read ${secret}`, () => {
          const { status, stderr, stdout } = start({ [secret]: file("secret") });
          expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
          expect(stderr).to.contain(LIMITLESS).and.contain("unlimitedFileReferences: true");
        });
      }

      it("starts with the workers' secrets when the program accepts it", () => {
        write("auth/username", "u");
        write("auth/password", "p");
        const { status } = start({
          WORKER_REST_AUTH: file("auth"),
          WORKER_REST_USERS: file("users"),
          WORKER_UNLIMITED_FILE_REFERENCES: "true",
        });
        expect(status).to.equal(0);
      });
    });
  }

  it("keeps the program's own provider with the name env", () => {
    kafka("libs/kafka-clients-3.0.2.jar");
    const overrides = { "config.providers.env.class": "org.example.Env" };
    write("worker.properties", propertiesText(properties(overrides)));
    expect(start().status).to.equal(0);
    expect(written()).to.include({
      "config.providers": "file,directory,env",
      "config.providers.env.class": "org.example.Env",
    });
  });

  it("fails on an image whose Kafka it cannot inspect", () => {
    const { status, stderr } = start();
    expect(status).to.equal(1);
    expect(stderr).to.contain(`no kafka-clients-*.jar in ${image}/libs`);
  });
});

describe("older-workers: the probe", () => {
  async function probe(listener: RequestListener): Promise<number | null> {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const env = { PATH: process.env.PATH ?? "", WORKER_PROBE_PORT: String(port) };
    const child = spawn("bash", ["--norc", "-c", PROBE_WORKER], { env });
    const code = await new Promise<number | null>((done) => child.on("close", done));
    server.close();
    return code;
  }

  const noSuchConnector = '{"error_code":404,"message":"Connector readiness-probe not found"}';
  const noHealth = '{"error_code":404,"message":"HTTP 404 Not Found"}';
  const cases: [what: string, status: number, body: string, code: number][] = [
    ["that knows of no such connector", 404, noSuchConnector, 0],
    ["that has a connector of that name", 200, "{}", 0],
    ["that is rebalancing", 409, '{"error_code":409}', 0],
    ["whose resources are not there yet", 404, "<title>Error 404 Not Found</title>", 1],
    ["whose herder does not answer", 500, '{"message":"Request timed out"}', 1],
    ["that refuses the probe", 401, "User cannot access the resource.", 1],
  ];
  for (const [what, status, body, code] of cases) {
    it(`finds an older worker ${what} ${code === 0 ? "ready" : "not ready"}`, async () => {
      const found = await probe(({ url }, response) => {
        if (url === "/health") response.writeHead(404).end(noHealth);
        else response.writeHead(status).end(body);
      });
      expect(found).to.equal(code);
    });
  }

  for (const [status, code] of [
    [200, 0],
    [500, 1],
    [503, 1],
    [401, 1],
  ] as const) {
    it(`believes a worker that has /health: ${status}`, async () => {
      const urls: string[] = [];
      const found = await probe(({ url = "" }, response) => {
        urls.push(url);
        response.writeHead(status).end();
      });
      expect(found).to.equal(code);
      expect(urls).to.deep.equal(["/health"]);
    });
  }

  it("finds a worker that does not listen yet not ready", () => {
    const child = spawnSync("bash", ["--norc", "-c", PROBE_WORKER], {
      env: { PATH: process.env.PATH ?? "", WORKER_PROBE_PORT: "1" },
    });
    expect(child.status).to.equal(1);
  });
});

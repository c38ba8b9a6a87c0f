import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { loginModule } from "../../components/kafka-security";
import { PROBE_WORKER, scriptEnvironment, START_WORKER } from "../../components/start-worker";
import { readJaas, readProperties } from "../../testkit/plugins/java-formats";

/** Their names say what is special, because a password must not be in a title. */
const users: [string, string][] = [
  ["admin", "hunter2"],
  ["a b=c:d#e!f", "p=q:r#s!t"],
  ["back\\slash", "\\n \\ \\\\"],
  ["$HOME `id`", "`id` $(id) \"'*%s"],
  ["jürgen", "\tпароль 密码 🔑"],
];

const javaAgent = { archivePath: "https://example.com/agent.jar", checksum: "0".repeat(128) };

/** Possible values of a Secret's key. A line end at the end does not count. */
const secretText = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((text) => !/[\0\r\n]/.test(text));

describe("start-worker", function () {
  this.timeout(60_000);

  let around: string;
  beforeEach(() => {
    around = mkdtempSync(path.join(tmpdir(), "kafka-connect-start-"));
    mkdirSync(file("bin"));
    write("config/worker.properties", "a=b\n");
    // Uncompressed, as the names of a jar's files are in it.
    write("libs/kafka-clients-4.3.1.jar", "AllowedPaths.class EnvVarConfigProvider.class");
    write("bin/connect-distributed", '#!/bin/sh\necho "started $1 ${KAFKA_OPTS:-}"\n', 0o755);
  });
  afterEach(() => rmSync(around, { recursive: true, force: true }));

  const file = (name: string) => path.join(around, name);
  /** Without image-specific commands that this machine may have. */
  const startScript = START_WORKER.replace(/^for start in [^"]*"/m, 'for start in "');

  /** The environment of a cluster with the test's files, and with its folders instead of a pod's. */
  function environment(): Record<string, string> {
    const has = (name: string) => existsSync(file(name));
    const cert = (which: string) =>
      has(`worker-certs/${which}`) ? { [which]: `/mnt/worker-certs/${which}` } : {};
    const variables = scriptEnvironment({
      tls: false,
      unlimitedFileReferences: false,
      workerCerts: { stores: { ...cert("kafka"), ...cert("rest") } },
      ...(has("kafka-auth") ? { kafkaAuth: { type: "scram-sha-512", secretRef: "kafka" } } : {}),
      ...(has("rest-auth") ? { basicAuth: "rest" } : {}),
      ...(has("config/jmx-exporter.yaml") ? { metrics: { javaAgent } } : {}),
    });
    const here = Object.entries(variables).map(([name, value]) =>
      typeof value === "string" ? [name, value.replace(/^\/(mnt|tmp)\//, `${around}/`)] : [],
    );
    return { TMPDIR: around, ...(Object.fromEntries(here) as Record<string, string>) };
  }

  function write(name: string, text: string, mode = 0o644) {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text, { mode });
  }

  function start(more: Record<string, string> = {}) {
    const env = {
      PATH: `${file("bin")}:${process.env.PATH ?? ""}`,
      POD_NAME: "connect-0",
      HEADLESS_SERVICE: "connect-headless.default.svc.cluster.local",
      ...environment(),
      ...more,
    };
    return spawnSync("bash", ["--norc", "-c", startScript], { env, encoding: "utf8" });
  }

  /** The properties with which the worker is started. */
  function started(): Record<string, string> {
    const { stderr, status } = start();
    expect(status, stderr).to.equal(0);
    expect(stderr).to.equal("");
    return readProperties(readFileSync(file("connect-distributed.properties"), "latin1"));
  }

  function fails(): string {
    const { status, stderr } = start();
    expect(status).to.equal(1);
    return stderr;
  }

  function user(folder: string, [username, password]: readonly [string, string]) {
    write(`${folder}/username`, username);
    write(`${folder}/password`, password);
  }

  it("starts Connect with the properties and the pod's own name", () => {
    expect(start().stdout).to.equal(`started ${file("connect-distributed.properties")} \n`);
    expect(readFileSync(file("connect-distributed.properties"), "utf8")).to.equal(
      "a=b\nrest.advertised.host.name=connect-0.connect-headless.default.svc.cluster.local\n",
    );
  });

  it("fails with a message if the image has no Connect", () => {
    rmSync(file("bin/connect-distributed"));
    expect(fails()).to.include("image.application must be one of Kafka Connect");
  });

  describe("the user of the REST API", () => {
    const restUsers = () => readProperties(readFileSync(file("rest-users.properties"), "latin1"));

    for (const [username, password] of users) {
      it(`is ${JSON.stringify(username)}`, () => {
        user("rest-auth", [username, password]);
        started();
        expect(restUsers()).to.deep.equal({ [username]: password });
      });
    }

    it("may be any other one", () => {
      fc.assert(
        fc.property(secretText, secretText, (username, password) => {
          user("rest-auth", [username, password]);
          started();
          expect(Object.entries(restUsers())).to.deep.equal([[username, password]]);
        }),
        { numRuns: 50 },
      );
    });

    it("may end with a line end", () => {
      user("rest-auth", ["admin\n", "hunter2\r\n"]);
      started();
      expect(restUsers()).to.deep.equal({ admin: "hunter2" });
    });

    it("must exist when it is configured, because without a file of users everybody could log in", () => {
      write("rest-auth/user", "admin");
      expect(fails()).to.match(/^the Secret mounted at \S+\/rest-auth has no username\n$/);
    });
  });

  describe("the user of Kafka", () => {
    const clients = ["", "producer.", "consumer.", "admin."];
    const module = loginModule("scram-sha-512");

    function login(): unknown {
      const properties = started();
      const configs = clients.map((client) => properties[`${client}sasl.jaas.config`]);
      expect(new Set(configs)).to.have.property("size", 1);
      return readJaas(configs[0] ?? "");
    }

    for (const [username, password] of users) {
      it(`is ${JSON.stringify(username)}, for every client`, () => {
        user("kafka-auth", [username, password]);
        expect(login()).to.deep.equal({ module, options: { username, password } });
      });
    }

    it("may be any other one", () => {
      fc.assert(
        fc.property(secretText, secretText, (username, password) => {
          user("kafka-auth", [username, password]);
          expect(login()).to.deep.equal({ module, options: { username, password } });
        }),
        { numRuns: 50 },
      );
    });

    it("may come from Confluent's plain.txt", () => {
      write("kafka-auth/plain.txt", "username=connect\r\npassword=a=b c\r\n");
      const options = { username: "connect", password: "a=b c" };
      expect(login()).to.deep.equal({ module, options });
    });

    it("must exist", () => {
      write("kafka-auth/plain.txt", "username=connect\n");
      expect(fails()).to.match(/^the Secret mounted at \S+\/kafka-auth has no password\n$/);
    });

    it("is overridden by a property of the program", () => {
      write("config/worker.properties", "producer.sasl.jaas.config=mine\n");
      user("kafka-auth", ["connect", "secret"]);
      expect(started()).to.include({ "producer.sasl.jaas.config": "mine" });
    });

    it("is in a file that nobody else may read", () => {
      user("kafka-auth", ["connect", "secret"]);
      started();
      const listed = execFileSync("ls", ["-l", file("connect-distributed.properties")]);
      expect(String(listed)).to.match(/^-rw------- /);
    });
  });

  describe("the stores of a certificate", () => {
    function stores(which: "kafka" | "rest", ...kinds: string[]) {
      write(`worker-certs/${which}/jksPassword.txt`, 'jksPassword=p"=ö\n');
      for (const kind of kinds) write(`worker-certs/${which}/${kind}.p12`, "");
    }

    const settings = (prefix: string, which: string, kind: string) => ({
      [`${prefix}ssl.${kind}.type`]: "PKCS12",
      [`${prefix}ssl.${kind}.location`]: file(`worker-certs/${which}/${kind}.p12`),
      [`${prefix}ssl.${kind}.password`]: 'p"=ö',
    });

    it("are those of every client of Kafka", () => {
      stores("kafka", "keystore", "truststore");
      const properties = started();
      for (const prefix of ["", "producer.", "consumer.", "admin."]) {
        expect(properties).to.include(settings(prefix, "kafka", "keystore"));
        expect(properties).to.include(settings(prefix, "kafka", "truststore"));
      }
    });

    it("are named only when they exist", () => {
      stores("kafka", "truststore");
      const keys = Object.keys(started());
      expect(keys.filter((key) => key.includes("keystore"))).to.deep.equal([]);
    });

    it("are used for the REST API, and not for Kafka", () => {
      stores("rest", "keystore", "truststore");
      const { a, "rest.advertised.host.name": _, ...rest } = started();
      expect(a).to.equal("b");
      expect(rest).to.deep.equal({
        ...settings("listeners.https.", "rest", "keystore"),
        ...settings("listeners.https.", "rest", "truststore"),
      });
    });

    it("must contain a certificate for the REST API", () => {
      stores("rest", "truststore");
      expect(fails()).to.include("the Secret of tls has no certificate");
    });
  });

  describe("the agent for metrics", () => {
    const env = { WORKER_AGENT_PORT: "9404", KAFKA_OPTS: "-Da=b" };
    beforeEach(() => write("config/jmx-exporter.yaml", "rules: []\n"));

    it("is given to the JVM with its port and its rules", () => {
      const jar = "plugins/jmx-exporter/artifact-1/agent-1.jar";
      write(jar, "");
      expect(start(env).stdout).to.include(
        ` -Da=b -javaagent:${file(jar)}=9404:${file("config/jmx-exporter.yaml")}\n`,
      );
    });

    it("must exist", () => {
      expect(start(env).stderr).to.include("metrics.javaAgent holds no jar");
    });
  });

  async function probe(status: number): Promise<{ code: number | null; seen: string | undefined }> {
    let seen: string | undefined;
    const server = createServer((request, response) => {
      seen = request.headers.authorization;
      response.writeHead(request.url === "/health" ? status : 404).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, ...environment(), WORKER_PROBE_PORT: String(port) };
    const child = spawn("bash", ["--norc", "-c", PROBE_WORKER], { env });
    const code = await new Promise<number | null>((done) => child.on("close", done));
    server.close();
    return { code, seen };
  }

  it("is healthy only when the worker says so", async () => {
    user("rest-auth", ["admin", "hunter2"]);
    expect((await probe(200)).code).to.equal(0);
    expect((await probe(503)).code).to.equal(1);
  });

  it("is called with the credentials of the REST API", async () => {
    for (const [username, password] of users) {
      user("rest-auth", [username, `${password}\r\n`]);
      const basic = Buffer.from(`${username}:${password}`).toString("base64");
      expect(await probe(200)).to.deep.equal({ code: 0, seen: `Basic ${basic}` });
    }
  });
});

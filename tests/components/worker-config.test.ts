import { expect } from "chai";
import {
  asTexts,
  refusedOverrides,
  workerProperties,
  type WorkerSettings,
} from "../../components/worker-config";

const minimal: WorkerSettings = {
  bootstrapServers: "kafka:9092",
  groupId: "default.connect",
  topics: { config: "c", offset: "o", status: "s" },
  replicationFactor: 3,
  rebalanceDelayMs: 60_000,
  kafka: {},
  basicAuth: false,
  tls: false,
  readable: [],
  pluginPath: [],
  overrides: {},
};

const IMAGES =
  "/usr/share/java,/usr/share/confluent-hub-components,/opt/kafka/plugins,/kafka/connect";
const PROVIDER = "org.apache.kafka.common.config.provider";

const plain = {
  "bootstrap.servers": "kafka:9092",
  "group.id": "default.connect",
  "config.storage.topic": "c",
  "config.storage.replication.factor": "3",
  "offset.storage.topic": "o",
  "offset.storage.replication.factor": "3",
  "status.storage.topic": "s",
  "status.storage.replication.factor": "3",
  "key.converter": "org.apache.kafka.connect.json.JsonConverter",
  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
  "plugin.path": IMAGES,
  "scheduled.rebalance.max.delay.ms": "60000",
  "config.providers": "file,directory,env",
  "config.providers.file.class": `${PROVIDER}.FileConfigProvider`,
  "config.providers.file.param.allowed.paths": "/mnt/config",
  "config.providers.directory.class": `${PROVIDER}.DirectoryConfigProvider`,
  "config.providers.directory.param.allowed.paths": "/mnt/config",
  "config.providers.env.class": `${PROVIDER}.EnvVarConfigProvider`,
  "config.providers.env.param.allowlist.pattern": "CONNECTOR_.*",
  listeners: "http://:8083",
  "rest.advertised.port": "8083",
  "rest.advertised.listener": "http",
};

const full: WorkerSettings = {
  ...minimal,
  basicAuth: true,
  readable: ["/mnt/secrets/db"],
  pluginPath: ["/mnt/plugins", "/opt/own"],
  overrides: {
    "config.providers": "vault, file",
    "config.providers.vault.class": "org.example.Vault",
    "value.converter": "org.example.Avro",
    "producer.compression.type": "zstd",
  },
};

const readable = "/mnt/config,/mnt/secrets/db";

describe("worker-config: the properties", () => {
  it("of the minimal settings are these", () => {
    expect(workerProperties(minimal)).to.deep.equal(plain);
  });

  it("of all settings are these", () => {
    expect(workerProperties(full)).to.deep.equal({
      ...plain,
      "plugin.path": `/mnt/plugins,/opt/own,${IMAGES}`,
      "config.providers": "file,directory,env,vault",
      "config.providers.file.param.allowed.paths": readable,
      "config.providers.directory.param.allowed.paths": readable,
      "config.providers.vault.class": "org.example.Vault",
      "value.converter": "org.example.Avro",
      "producer.compression.type": "zstd",
      listeners: "http://:8083,http://127.0.0.1:8084",
      "rest.extension.classes":
        "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension",
    });
  });

  it("of TLS and SASL to Kafka are these, for every client", () => {
    const kafka: WorkerSettings["kafka"] = {
      tls: {},
      authentication: { type: "plain", secretRef: "connect" },
    };
    const added = ["", "producer.", "consumer.", "admin."].map((client) => ({
      [`${client}security.protocol`]: "SASL_SSL",
      [`${client}sasl.mechanism`]: "PLAIN",
    }));
    expect(workerProperties({ ...minimal, kafka })).to.deep.equal(
      Object.assign({}, plain, ...added),
    );
  });

  it("of a REST API with TLS are these", () => {
    expect(workerProperties({ ...minimal, tls: true })).to.deep.equal({
      ...plain,
      listeners: "https://:8083,http://127.0.0.1:8084",
      "rest.advertised.listener": "https",
    });
    const both = workerProperties({ ...minimal, tls: true, basicAuth: true });
    expect(both.listeners).to.equal("https://:8083,http://127.0.0.1:8084");
    const password = workerProperties({ ...minimal, basicAuth: true });
    expect(password.listeners).to.equal("http://:8083,http://127.0.0.1:8084");
  });

  it("are overridden by the user's properties", () => {
    const overrides = { "rest.advertised.listener": "https", "key.converter": "a.B" };
    expect(workerProperties({ ...minimal, overrides })).to.deep.equal({ ...plain, ...overrides });
  });
});

describe("worker-config: a property of the user", () => {
  const refused: [string, string][] = [
    ["bootstrap.servers", "bootstrapServers"],
    ["group.id", "groupId"],
    ["config.storage.topic", "internalTopics.config"],
    ["offset.storage.topic", "internalTopics.offset"],
    ["status.storage.topic", "internalTopics.status"],
    ["plugin.path", "pluginPath"],
    ["rest.advertised.host.name", "each pod's own name"],
    ["rest.advertised.port", "port of the workers' Service"],
    ["listeners", "follow from rest"],
    ["scheduled.rebalance.max.delay.ms", "rebalanceDelay"],
  ];
  for (const [key, reason] of refused) {
    it(`is refused when it is ${key}`, () => {
      const found = refusedOverrides({ [key]: "x", "key.converter": "a.B" });
      expect(found.map((one) => one.key)).to.deep.equal([key]);
      expect(found[0]?.reason).to.include(reason);
    });
  }

  for (const value of ["", " "]) {
    it(`is refused when it allows a provider all paths, with ${JSON.stringify(value)}`, () => {
      const key = "config.providers.mine.param.allowed.paths";
      const found = refusedOverrides({ [key]: value });
      expect(found.map((one) => one.key)).to.deep.equal([key]);
      expect(found[0]?.reason).to.include("every file of the pod");
    });
  }

  const taken: [string, string][] = [
    ["config.providers.file.param.allowed.paths", "/mnt/config,/mnt/own"],
    ["config.providers", "vault"],
    ["producer.bootstrap.servers", "other:9092"],
    ["offset.storage.partitions", "5"],
    ["constructor", "x"],
  ];
  for (const [key, value] of taken) {
    it(`is accepted when it is ${key}`, () => {
      expect(refusedOverrides({ [key]: value })).to.deep.equal([]);
    });
  }

  it("is refused when it is not a string, and left out when it is undefined", () => {
    const given = { a: null, b: ["x"], c: { d: null }, e: undefined, f: true } as never;
    expect(refusedOverrides(given)).to.deep.equal([
      { key: "a", reason: "is null: give it a value, or leave out the key" },
      { key: "b", reason: "must be a string, a number or a boolean" },
      { key: "c", reason: "must be a string, a number or a boolean" },
    ]);
    expect(asTexts({ e: undefined, f: true } as never)).to.deep.equal({ f: "true" });
  });

  it("is refused together with all other invalid ones", () => {
    const found = refusedOverrides({ "group.id": "a", listeners: "b" });
    expect(found.map((one) => one.key)).to.deep.equal(["group.id", "listeners"]);
  });
});

import { expect } from "chai";
import type { ConnectClusterArgs } from "../../components/connect-cluster-args";
import { type Container, Program, valueOf } from "../../testkit/kubernetes/connect-cluster";

const secured: Partial<ConnectClusterArgs> = {
  kafka: {
    tls: { secretRef: "kafka-tls", jksPassword: { secretRef: "kafka-password" } },
    authentication: { type: "scram-sha-512", secretRef: "kafka-user" },
  },
  tls: { secretRef: "rest-tls", ca: "PEM", serverName: "connect.internal" },
};

const secret = (secretName: string) => ({ secret: { secretName, defaultMode: 0o440 } });

describe("ConnectCluster: with TLS and a user at Kafka, and TLS on its REST API", () => {
  let program: Program;
  before(async () => {
    program = await Program.run(secured);
  });

  const readOnly = true;

  it("creates stores from the workers' certificates in memory, apart from those of connectors", () => {
    expect(program.data["certs.list"]).to.equal(
      "/mnt/certs/kafka /mnt/worker-certs/kafka\n/mnt/certs/rest /mnt/worker-certs/rest\n",
    );
    expect(program.mounts("make-stores")).to.deep.equal({
      "/mnt/config": { name: "config", readOnly },
      "/tmp": { name: "tmp" },
      "/mnt/sslcerts": { name: "sslcerts" },
      "/mnt/worker-certs": { name: "worker-certs" },
      "/mnt/certs/kafka": { name: "kafka-cert", readOnly },
      "/mnt/certs/kafka-password": { name: "kafka-cert-password", readOnly },
      "/mnt/certs/rest": { name: "rest-cert", readOnly },
    });
    expect(program.volume("worker-certs")).to.deep.include({ emptyDir: { medium: "Memory" } });
    expect(program.volume("kafka-cert")).to.deep.include(secret("kafka-tls"));
    expect(program.volume("kafka-cert-password")).to.deep.include(secret("kafka-password"));
    expect(program.volume("rest-cert")).to.deep.include(secret("rest-tls"));
    expect(program.volume("kafka-auth")).to.deep.include(secret("kafka-user"));
  });

  it("lets the worker read the stores and the credentials, but not the keys", () => {
    expect(program.mounts("connect")).to.deep.equal({
      "/mnt/config": { name: "config", readOnly },
      "/tmp": { name: "tmp" },
      "/mnt/sslcerts": { name: "sslcerts", readOnly },
      "/mnt/worker-certs": { name: "worker-certs", readOnly },
      "/mnt/kafka-auth": { name: "kafka-auth", readOnly },
    });
  });

  it("lets no reference of a connector read any of them", () => {
    for (const provider of ["file", "directory"]) {
      const allowed = program.properties[`config.providers.${provider}.param.allowed.paths`];
      expect(allowed).to.equal("/mnt/config");
    }
  });

  it("gives the pods the login module, and the workers the mechanism", () => {
    const { env = [] } = program.container("connect");
    const login = env.find(({ name }) => name === "WORKER_LOGIN_MODULE");
    expect(login?.value).to.match(/ScramLoginModule$/);
    expect(program.properties).to.include({
      "security.protocol": "SASL_SSL",
      "consumer.sasl.mechanism": "SCRAM-SHA-512",
    });
  });

  it("probes without TLS within the pod", () => {
    expect(program.properties.listeners).to.equal("https://:8083,http://127.0.0.1:8084");
    const { env = [] } = program.container("connect");
    expect(env).to.deep.include({ name: "WORKER_PROBE_PORT", value: "8084" });
  });

  it("has an HTTPS endpoint with the name in the certificate, which trusts the authority", async () => {
    expect(await valueOf(program.cluster.endpoint)).to.deep.equal({
      id: "default/connect",
      managed: true,
      url: "https://connect.internal:8083",
      kubernetes: { namespace: "default", service: "connect", port: 8083 },
      tls: { ca: "PEM" },
    });
  });
});

describe("ConnectCluster: security settings, one at a time", () => {
  it("creates no store when Java trusts Kafka's certificate anyway", async () => {
    const program = await Program.run({ kafka: { tls: {} } });
    expect(program.pod.initContainers).to.equal(undefined);
    expect(program.volume("worker-certs")).to.equal(undefined);
    expect(program.data).to.not.include.keys("certs.list");
    const names = program.container("connect").env?.map(({ name }) => name);
    expect(names).to.not.include.members(["WORKER_LOGIN_MODULE", "WORKER_KAFKA_STORES"]);
    expect(program.properties).to.include({ "producer.security.protocol": "SSL" });
  });

  it("probes a REST API with TLS and a password within the pod", async () => {
    const basicAuth = { secretRef: "user", username: "u", password: "p" };
    const program = await Program.run({ tls: { secretRef: "rest-tls" }, basicAuth });
    const { startupProbe } = program.container("connect") as Container & { startupProbe: object };
    expect(startupProbe).to.have.property("exec");
    expect(startupProbe).to.not.have.property("httpGet");
    const endpoint = await valueOf(program.cluster.endpoint);
    expect(endpoint).to.have.property("url", "https://connect.default.svc:8083");
    expect(endpoint).to.not.have.property("tls");
  });
});

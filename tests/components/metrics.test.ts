import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { ConnectClusterArgs } from "../../components/connect-cluster-args";
import { DEFAULT_RULES, METRICS_PORT } from "../../components/metrics";
import { Program } from "../../testkit/kubernetes/connect-cluster";

const SHA512 = "ab".repeat(64);
const javaAgent = { archivePath: "https://example.com/agent.jar", checksum: SHA512 };
const MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor";

describe("ConnectCluster: with metrics", () => {
  const run = (metrics: Partial<ConnectClusterArgs["metrics"]> = {}, more = {}) =>
    Program.run({ metrics: { javaAgent, ...metrics }, ...more });

  it("installs the agent like a plugin, although there is no plugin", async () => {
    const program = await run();
    expect(program.data["plugins.list"]).to.equal(
      `jmx-exporter artifact-1 jar https://example.com/agent.jar ${SHA512} -\n`,
    );
    expect(program.container("install-plugins").env).to.deep.include({
      name: "PLUGIN_STORAGE_BYTES",
      value: "4000000000",
    });
    expect(program.mounts("connect")).to.include.keys("/mnt/plugins");
    expect(program.properties["plugin.path"]).to.not.include("/mnt/plugins,");
  });

  it("installs it next to plugins", async () => {
    const plugins = { url: [{ ...javaAgent, name: "p" }] };
    const program = await run({}, { build: { onDemand: { plugins, storageLimit: "1G" } } });
    const lines = program.data["plugins.list"]?.trim().split("\n") ?? [];
    expect(lines.map((line) => line.split(" ")[0])).to.deep.equal(["p", "jmx-exporter"]);
    expect(program.volume("plugins")).to.deep.include({ emptyDir: { sizeLimit: "1G" } });
  });

  it("exposes them on a port of the pods, which annotations announce", async () => {
    const program = await run();
    const { env, ports } = program.container("connect");
    expect(env).to.deep.include({ name: "WORKER_AGENT_PORT", value: String(METRICS_PORT) });
    expect(ports).to.deep.include({ name: "metrics", containerPort: METRICS_PORT });
    expect(program.statefulSet.spec.template.metadata.annotations).to.include({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9404",
      "prometheus.io/path": "/metrics",
    });
    expect(program.of(MONITOR)).to.deep.equal([]);
    expect(program.data["jmx-exporter.yaml"]).to.equal(DEFAULT_RULES);
  });

  it("accepts another port and other rules", async () => {
    const program = await run({ port: 7778, rules: "rules: []\n" });
    const { env, ports } = program.container("connect");
    expect(env).to.deep.include({ name: "WORKER_AGENT_PORT", value: "7778" });
    expect(ports).to.deep.include({ name: "metrics", containerPort: 7778 });
    expect(program.data["jmx-exporter.yaml"]).to.equal("rules: []\n");
  });

  it("creates a ServiceMonitor instead of annotations, which finds each worker once", async () => {
    const program = await run({ serviceMonitor: { interval: "30s", labels: { release: "x" } } });
    const { metadata, spec } = program.one(MONITOR).inputs;
    expect(metadata).to.deep.include({ name: "connect", namespace: "default" });
    expect(metadata).to.have.nested.property("labels.release", "x");
    expect(spec).to.deep.equal({
      selector: { matchLabels: program.statefulSet.spec.template.metadata.labels },
      endpoints: [{ port: "metrics", interval: "30s" }],
    });
    const services = program.of("kubernetes:core/v1:Service");
    const withPort = services.filter(({ inputs }) => JSON.stringify(inputs).includes("metrics"));
    expect(withPort.map(({ name }) => name)).to.deep.equal(["connect-headless"]);
    expect(program.statefulSet.spec.template.metadata).to.not.have.property("annotations");
  });

  it("creates one with the operator's own interval when no interval is set", async () => {
    const program = await run({ serviceMonitor: true });
    expect(program.one(MONITOR).inputs.spec).to.deep.include({ endpoints: [{ port: "metrics" }] });
    const seconds = await run({ serviceMonitor: { interval: pulumi.output(15) } });
    const endpoints = [{ port: "metrics", interval: "15s" }];
    expect(seconds.one(MONITOR).inputs.spec).to.deep.include({ endpoints });
    expect((await run({ serviceMonitor: false })).of(MONITOR)).to.deep.equal([]);
  });
});

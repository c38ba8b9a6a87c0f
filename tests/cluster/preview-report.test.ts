import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { cli } from "../../testkit/command/cli";
import { CliProject } from "../../testkit/engine/cli-project";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import {
  type DebeziumVersion,
  type PluginServer,
  pluginServer,
} from "../../testkit/plugins/plugin-server";
import { SOURCE } from "../../testkit/connectors/scenario";
import { smallCluster } from "../../testkit/kubernetes/small-cluster";

interface Change {
  readonly debezium?: DebeziumVersion;
  readonly password?: string;
  readonly invoices?: string;
  readonly batchSize?: string;
}

describe("the report of a preview of a Connect cluster and its connectors, on real pods", function () {
  this.timeout(300_000);

  const namespace = `report-${Date.now().toString(36)}`;
  let running: Cluster;
  let server: PluginServer;
  let folder: string;
  let project: CliProject;
  const cleanUp: (() => unknown)[] = [];

  before(async () => {
    running = await cluster();
    server = await pluginServer(running.hostAddress ?? "127.0.0.1");
    cleanUp.push(() => server.close());
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-report-"));
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
    project = new CliProject(folder, running.pulumi, namespace);
    await project.begin("cjs", program());
    cleanUp.push(async () => {
      await project.destroy();
      await project.end();
    });
    await project.up();
  });

  after(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  function program(change: Change = {}): string {
    const { debezium = "3.5.0.Final", password = "hunter1" } = change;
    const { invoices = "invoices", batchSize = "2000" } = change;
    const args = {
      ...smallCluster(running, namespace),
      replicas: 2,
      build: { onDemand: { plugins: { url: [server.debezium(debezium)] }, storageLimit: "1G" } },
    };
    const config = (topic: string, more: object = {}) =>
      JSON.stringify({ file: "/etc/hosts", topic: `${namespace}-${topic}`, ...more });
    // The last one comes after the others, because a preview ends at a refused resource.
    return `
      const k8s = require("@pulumi/kubernetes");
      const kafka = require("pulumi-kafka-connect");
      const space = new k8s.core.v1.Namespace("space", { metadata: { name: "${namespace}" } });
      const args = ${JSON.stringify(args)};
      const cluster = new kafka.ConnectCluster("connect", args, { dependsOn: [space] });
      const source = (resource, config, more, opts) =>
        new kafka.Connector(resource, { cluster, class: "${SOURCE}", config, ...more }, opts);
      const orders = source("orders", ${config("orders", { "database.password": password })});
      const invoices = source("invoices", ${config("invoices")}, { name: "${invoices}" });
      const batched = ${config("returns", { "batch.size": batchSize })};
      source("returns", batched, {}, { dependsOn: [orders, invoices] });
    `;
  }

  async function reportOf(change: Change): Promise<string> {
    project.change("cjs", program(change));
    const file = path.join(folder, "preview.json");
    writeFileSync(file, (await project.preview()).stdout);
    const { code, stdout, text } = await cli(["preview-report", file]);
    expect(code, text).to.equal(0);
    return stdout;
  }

  const planned = {
    debezium: "3.6.0.Final",
    password: "hunter2",
    invoices: "invoices-v2",
  } as const;

  function expectPlanned(text: string): void {
    for (const line of [
      "| ⚠️&nbsp;**replace** | `invoices` → `invoices-v2` | is deleted and recreated: the new one has no offsets |",
      `| ✏️&nbsp;update | cluster \`${namespace}/connect\` | 2 pods will roll (connect-0 to connect-1), one at a time: tasks move to the others meanwhile |`,
      "| ✏️&nbsp;update | `orders` | restarts, with its tasks |",
      '| `config["database.password"]` | `[secret]` | `[secret]` | restarts |',
      "| `name` | `invoices` | `invoices-v2` | **replaces** |",
    ]) {
      expect(text).to.contain(line);
    }
    expect(text).to.match(
      /^\| `build\.onDemand\.plugins: debezium-jdbc` \| [^|]*3\.5\.0[^|]* \| [^|]*3\.6\.0[^|]* \| rolls the pods \|$/m,
    );
    expect(text).to.not.contain("hunter");
  }

  it("shows a secret, a new name and a plugin's upgrade key by key, and which pods roll", async () => {
    const text = await reportOf(planned);
    expect(text).to.contain("**1 to replace, 2 to update.**");
    expectPlanned(text);
  });

  it("shows what Connect refuses first, at its key, and still shows the others", async () => {
    const text = await reportOf({ ...planned, batchSize: "many" });
    expect(text).to.contain("**The preview failed: 1 error.**");
    expect(text).to.contain("**1 refused, 1 to replace, 2 to update.**");
    expect(text).to.contain(
      '| `config["batch.size"]` | `Invalid value many for configuration batch.size: Not a number of type INT` |',
    );
    expectPlanned(text);
  });
});

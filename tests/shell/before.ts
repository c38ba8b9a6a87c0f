/** Prepares what the lines of a page expect. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { secretsFolder } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/wait";
import { startWorker, workerUrl } from "../../sandbox/worker";
import type { PageShell } from "../../testkit/docs/page-shell";
import { Rest } from "../../testkit/connect/rest";
import { sandbox, testInstance } from "../../testkit/sandbox";
import { SINK, SOURCE } from "../../testkit/connectors/scenario";

async function worker(): Promise<Rest> {
  return new Rest((await sandbox()).workerUrl);
}

async function make(rest: Rest, name: string, config: Record<string, string>): Promise<void> {
  await rest.write("POST", "/connectors", { name, config: { "tasks.max": "1", ...config } });
}

/** The four bytes that the pages show as an offset. */
function fourBytes(shell: PageShell): string {
  const file = shell.here("/tmp/in");
  writeFileSync(file, "abc\n");
  return file;
}

async function untilOffset(rest: Rest, name: string): Promise<void> {
  await waitUntil(
    async () => {
      const { body } = await rest.call("GET", `/connectors/${name}/offsets`);
      return JSON.stringify(body).includes("position");
    },
    { what: `an offset of ${name}`, deadlineMs: 60_000 },
  );
}

export async function connectorsOfTheTable(shell: PageShell): Promise<void> {
  const rest = await worker();
  const secrets = path.join(secretsFolder(testInstance), "archive.properties");
  mkdirSync(path.dirname(secrets), { recursive: true });
  writeFileSync(secrets, "file=/nope/out\n");
  const topic = "orders";
  const file = fourBytes(shell);
  const orders = ["orders-1", "orders-2", "orders-3", "orders-4"];
  for (const name of orders) await make(rest, name, { "connector.class": SOURCE, topic, file });
  const sink = { "connector.class": SINK, topics: topic };
  await make(rest, "archive", { ...sink, file: "/nope/out" });
  await make(rest, "archive-secret", { ...sink, file: `\${file:${secrets}:file}` });
  for (const name of orders) await rest.until(name, "RUNNING");
  await untilOffset(rest, "orders-1");
  await rest.write("PUT", "/connectors/orders-4/pause");
  await rest.until("orders-4", "PAUSED");
  for (const name of ["archive", "archive-secret"]) await rest.untilTaskFailed(name);
}

export async function customersInProduction(shell: PageShell): Promise<void> {
  const args = {
    cluster: { url: shell.here("http://localhost:8083") },
    class: SOURCE,
    config: { file: fourBytes(shell), topic: "customers" },
  };
  mkdirSync(shell.folder.file("shop"));
  const files = {
    "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    "package.json": JSON.stringify({ main: "index.ts" }),
    "index.ts":
      'import { Connector } from "pulumi-kafka-connect";\n' +
      `new Connector("customers", ${JSON.stringify(args)});\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(shell.folder.file(`shop/${name}`), text);
  }
  await shell.mustRun(["pulumi stack init production", "pulumi up"], "shop");
  await untilOffset(await worker(), "customers");
}

export async function connectorsMadeByHand(shell: PageShell): Promise<void> {
  const rest = await worker();
  const file = shell.here("/tmp/orders.txt");
  await make(rest, "audit-log-sink", { "connector.class": SINK, topics: "audit", file });
  await make(rest, "orders-source", { "connector.class": SOURCE, topic: "orders", file });
  for (const name of ["audit-log-sink", "orders-source"]) await rest.until(name, "RUNNING");
}

/** A second worker, in another group than the sandbox's. */
export async function twoClusters(shell: PageShell): Promise<void> {
  const port = testInstance.portBase + 60;
  await startWorker(testInstance, { name: "west", port, groupId: "west" });
  shell.standsFor(/connect\.east\.example\.com:8083/g, shell.here("localhost:8083"));
  shell.standsFor(/connect\.west\.example\.com:8083/g, new URL(workerUrl(port)).host);
  await shell.mustRun(["pulumi stack init dev"], "multi-cluster");
}

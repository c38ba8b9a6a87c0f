import * as path from "node:path";
import { expect } from "chai";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { say } from "../../sandbox/progress";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { Example } from "../../testkit/docs/example";
import { type FileServer, fileServer } from "../../testkit/plugins/file-server";
import { codeBlocks } from "../../testkit/docs/markdown";
import { mavenArchive } from "../../testkit/plugins/maven-archive";
import { podExec } from "../../testkit/kubernetes/pod-exec";
import { type Forward, forward } from "../../testkit/kubernetes/port-forward";
import { Postgres, postgresObstacle } from "../../testkit/kubernetes/postgres";
import { Rest } from "../../testkit/connect/rest";
import { SINK, STRINGS } from "../../testkit/connectors/scenario";
import { seenInCluster } from "../../testkit/kubernetes/seen-in-cluster";
import { restrictedNamespaceObject } from "../../testkit/kubernetes/small-cluster";

const archive = "io.debezium:debezium-connector-postgres:3.6.0.Final:tar.gz:plugin";
const password = "hush-7b41e0";
const quietly = "--yes --skip-preview --non-interactive --color never";

interface Row {
  readonly id: number;
  readonly name: string | null;
}

/** Debezium's record of a row. Without a value it is the tombstone of a deleted row. */
type Change = {
  readonly op: "r" | "c" | "u" | "d";
  readonly before: Row | null;
  readonly after: Row | null;
  readonly source: { readonly table: string };
} | null;

describe("the example postgres-cdc, on real pods and a real PostgreSQL", function () {
  this.timeout(300_000);

  const namespace = `cdc-${Date.now().toString(36)}`;
  const follower = `${namespace}-follower`;
  let running: Cluster;
  let database: Postgres;
  let files: FileServer;
  let example: Example;
  const cleanUp: (() => unknown)[] = [];

  before(async function () {
    running = await cluster();
    const obstacle = await postgresObstacle();
    if (obstacle !== undefined) {
      say(`… left out, because ${obstacle}`);
      this.skip();
    }
    const host = running.hostAddress ?? "127.0.0.1";
    database = await Postgres.start(host);
    cleanUp.push(() => database.close());
    const file = await mavenArchive(archive);
    files = await fileServer(path.dirname(file), { host });
    cleanUp.push(() => files.close());
    example = await Example.begin("postgres-cdc", running.pulumi);
    cleanUp.push(() => example.end());
    await apply(running.kubeconfig, namespaceWithSecret(namespace));
    cleanUp.push(() => coreApi(running.kubeconfig).deleteNamespace({ name: namespace }));
    await makeTables();
    await example.configure({
      namespace,
      bootstrapServers: running.broker,
      databaseHost: database.host,
      databasePort: database.port,
      debeziumUrl: `${files.url}/${path.basename(file)}`,
      topicPrefix: namespace,
      replicationFactor: 1,
      image: running.workerImage,
      agentImage: running.nodeImage,
    });
  });

  after(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  async function makeTables(): Promise<void> {
    await database.sql("CREATE ROLE shop");
    await database.sql("CREATE DATABASE shop OWNER shop");
    const columns = "(id integer PRIMARY KEY, name text)";
    await shop(`SET ROLE shop; CREATE TABLE customers ${columns}; CREATE TABLE orders ${columns}`);
    await shop("INSERT INTO customers VALUES (1, 'Ada'); INSERT INTO orders VALUES (1, 'tea')");
    const [prepare = ""] = blocks("sql");
    await shop(prepare.replace("…", password));
  }

  const shop = (text: string) => database.sql(text, "shop");

  const blocks = (language: string) => codeBlocks(example.readme, language);

  async function onWorker<T>(use: (rest: Rest) => Promise<T>): Promise<T> {
    let opened: Forward | undefined;
    try {
      opened = await forward(running.kubeconfig, { namespace, name: "connect-0", port: 8083 });
      return await use(new Rest(opened.url));
    } finally {
      await opened?.close();
    }
  }

  /** Reads the topics as any consumer does, into a file of a worker. */
  async function follow(...tables: string[]): Promise<void> {
    const config = {
      "connector.class": SINK,
      topics: tables.map((table) => `${namespace}.public.${table}`).join(),
      file: "/tmp/records",
      "key.converter": STRINGS,
      "value.converter": STRINGS,
    };
    await onWorker(async (rest) => {
      await rest.write("PUT", `/connectors/${follower}/config`, config);
      await rest.until(follower, "RUNNING");
    });
  }

  async function records(): Promise<Change[]> {
    const status = await onWorker((rest) => rest.status(follower));
    const name = status?.tasks[0]?.worker_id.split(".")[0] ?? "";
    const pod = { namespace, name, container: "connect" };
    const text = await podExec(running.kubeconfig, pod, "cat /tmp/records");
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as Change);
  }

  async function recordsUntil(what: string, arrived: (all: Change[]) => boolean) {
    let all: Change[] = [];
    await waitUntil(
      async () => {
        all = await records();
        return arrived(all);
      },
      { what, deadlineMs: 120_000, intervalMs: 500 },
    );
    return all;
  }

  const named = (name: string) => (change: Change) => change?.after?.name === name;

  it("installs the archive whose checksum it names, and the connector runs", async () => {
    await example.run(`pulumi up ${quietly}`);
    const outputs = JSON.parse(await example.run("pulumi stack output --json")) as {
      state: string;
      installedPlugins: { class: string; version?: string }[];
    };
    expect(outputs.state).to.equal("running");
    expect(outputs.installedPlugins).to.deep.include({
      class: "io.debezium.connector.postgresql.PostgresConnector",
      type: "source",
      version: "3.6.0.Final",
    });
  });

  it("writes a record of each existing row, and of each row that is inserted, updated or deleted", async () => {
    await follow("customers", "orders");
    const insert = blocks("sql")[1] ?? "";
    await shop(insert);
    await shop("UPDATE customers SET name = 'Grace H.' WHERE id = 2");
    await shop("DELETE FROM customers WHERE id = 2");
    const all = await recordsUntil("five records", ({ length }) => length >= 5);
    const changes = all.map((one) => one && { before: one.before, after: one.after, op: one.op });
    // The purpose of the example, so the log of CI shows it too.
    for (const one of changes) say(`… ${namespace}.public.customers: ${JSON.stringify(one)}`);
    expect(changes).to.deep.equal([
      { before: null, after: { id: 1, name: "Ada" }, op: "r" },
      JSON.parse(blocks("json")[0] ?? ""),
      { before: null, after: { id: 2, name: "Grace H." }, op: "u" },
      { before: { id: 2, name: null }, after: null, op: "d" },
      null,
    ]);
  });

  it("resumes from its offset after a change of its config, without another snapshot", async () => {
    example.edit("index.ts", '"public.customers"', '"public.customers,public.orders"');
    await shop("INSERT INTO customers VALUES (3, 'Joan')");
    await example.run(`pulumi up ${quietly}`);
    await shop("INSERT INTO orders VALUES (2, 'coffee')");
    const all = await recordsUntil("the order", (found) => found.some(named("coffee")));
    expect(all.filter(named("Joan"))).to.have.length(1);
    expect(all.flatMap((one) => (one?.op === "r" ? [one.after?.name] : []))).to.deep.equal(["Ada"]);
  });

  it("recovers by itself after the database was unreachable", async () => {
    await database.crash();
    await database.begin();
    await shop("INSERT INTO customers VALUES (4, 'Radia')");
    await recordsUntil("the row", (found) => found.some(named("Radia")));
    const status = await onWorker((rest) => rest.status("shop-changes"));
    expect(status?.connector.state).to.equal("RUNNING");
  });

  it("shows the password in no state, output, object, log or REST answer", async () => {
    const shown = {
      state: await example.run("pulumi stack export --show-secrets"),
      outputs: await example.run("pulumi stack output --json --show-secrets"),
      cluster: await seenInCluster(running.kubeconfig, namespace),
      answers: JSON.stringify(
        await onWorker((rest) => rest.call("GET", "/connectors?expand=info&expand=status")),
      ),
    };
    expect(shown.state).to.contain("/mnt/secrets/shop-db/login.properties:password");
    for (const [where, text] of Object.entries(shown)) {
      expect(text.includes(password), where).to.equal(false);
    }
  });

  it("leaves the slot behind when it is destroyed, and the README's last step drops it", async () => {
    await onWorker((rest) => rest.write("DELETE", `/connectors/${follower}`));
    await example.run(`pulumi destroy ${quietly}`);
    const slots = () => shop("SELECT slot_name, active FROM pg_replication_slots");
    await waitUntil(async () => (await slots()).join() === "shop_changes|f", {
      what: "the slot that nobody reads",
      deadlineMs: 30_000,
    });
    await shop(blocks("sql").at(-1) ?? "");
    expect(await slots()).to.deep.equal([]);
    expect(await shop("SELECT pubname FROM pg_publication")).to.deep.equal([]);
  });
});

/** The Secret that the reader of the README creates. */
function namespaceWithSecret(namespace: string) {
  const stringData = { "login.properties": `user=debezium\npassword=${password}\n` };
  return [
    restrictedNamespaceObject(namespace),
    { apiVersion: "v1", kind: "Secret", metadata: { name: "shop-db", namespace }, stringData },
  ];
}

import { AppsV1Api } from "@kubernetes/client-node";
import { expect } from "chai";
import type { ConnectPlugin } from "../../index";
import { isReady } from "../../provider/kubernetes/pod-state";
import { coreApi, kubeConfig } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { demo, HUSH } from "../../testkit/kubernetes/demo";
import { diagnostics, type Run, TestStack, warnings } from "../../testkit/engine/engine";
import {
  JDBC_SINK,
  MONGO,
  type PluginServer,
  pluginServer,
} from "../../testkit/plugins/plugin-server";
import { podExec } from "../../testkit/kubernetes/pod-exec";
import { recordPods } from "../../testkit/kubernetes/pod-record";
import { type Forward, forward } from "../../testkit/kubernetes/port-forward";
import { Rest } from "../../testkit/connect/rest";

const workers = ["connect-0", "connect-1"];
const connectors = ["source", "sink", "rows"];

describe("a Connect cluster with plugins, secrets and three connectors, in one program", function () {
  this.timeout(300_000);

  const namespace = `connect-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let server: PluginServer;
  let program: ReturnType<typeof demo>;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    server = await pluginServer(running.hostAddress ?? "127.0.0.1");
    program = demo(running, namespace, server);
  });

  after(async () => {
    await stack.remove();
    await server.close();
  });

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    return run;
  };

  const pods = async () =>
    (await coreApi(running.kubeconfig).listNamespacedPod({ namespace })).items;

  const bothReady = () =>
    waitUntil(
      async () => {
        const found = await pods();
        return found.length === workers.length && found.every(isReady);
      },
      { what: "two ready workers", deadlineMs: 120_000, intervalMs: 500 },
    );

  /** Uses the REST API of a worker, without our provider. */
  async function onWorker<T>(name: string, use: (rest: Rest) => Promise<T>): Promise<T> {
    let opened: Forward | undefined;
    try {
      opened = await forward(running.kubeconfig, { namespace, name, port: 8083 });
      return await use(new Rest(opened.url));
    } finally {
      await opened?.close();
    }
  }

  /** Refreshes the unchanged program, and compares the result with Connect's own answers. */
  async function refreshTellsTheTruth(): Promise<void> {
    const run = await stack.refresh({ expectNoChanges: true });
    expect(run.ok, differences(run)).to.equal(true);
    const stored = (await stack.state()).flatMap(({ outputs }) =>
      outputs.connectorName === undefined
        ? []
        : [[outputs.connectorName, outputs.state, outputs.workerId, taskWorkers(outputs.tasks)]],
    );
    const actual = await onWorker("connect-1", (rest) =>
      Promise.all(
        connectors.map(async (name) => {
          const status = await rest.status(name);
          const { state, worker_id } = status?.connector ?? {};
          const on = status?.tasks.map((task) => task.worker_id).join();
          return [name, state?.toLowerCase(), worker_id, on];
        }),
      ),
    );
    expect(stored).to.have.deep.members(actual);
  }

  async function withoutKubernetes<T>(work: () => Promise<T>): Promise<T> {
    const { envVars } = stack.stack.workspace;
    envVars.KUBECONFIG = "/nowhere";
    try {
      return await work();
    } finally {
      envVars.KUBECONFIG = running.kubeconfig;
    }
  }

  const ours = (run: Run) => warnings(run).filter((text) => text.startsWith("Kafka Connect: "));

  it("is previewed completely without a cluster", async () => {
    const run = succeeds(await withoutKubernetes(() => stack.preview(program())));
    expect(run.changes).to.deep.equal({ create: 15 });
    expect(run.text).to.contain("debezium-connector-jdbc-3.5.0.Final-plugin.tar.gz");
    expect(run.text).to.not.contain(HUSH);
    expect(ours(run)).to.deep.equal([]);
  });

  it("is previewed without a warning before it is created", async () => {
    const run = succeeds(await stack.preview(program()));
    expect(run.changes).to.deep.equal({ create: 15 });
    expect(ours(run)).to.deep.equal([]);
  });

  it("comes up, lists both plugins, and runs a connector of one beside the others", async () => {
    const { outputs, text } = succeeds(await stack.up(program()));
    expect(versions(outputs)).to.include({
      [JDBC_SINK]: "3.5.0.Final",
      ...Object.fromEntries(MONGO.classes.map((name) => [name, MONGO.version])),
    });
    expect(outputs.states).to.deep.equal(["running", "running", "running"]);
    expect(text).to.not.contain(HUSH);
    // Once for each pod: two archives and a driver, and the manifest.
    expect(server.requests).to.have.length(8);
  });

  it("warns once for all its connectors in a preview that cannot reach it", async () => {
    const changed = program({ topics: "others" });
    const run = succeeds(await withoutKubernetes(() => stack.preview(changed)));
    expect(run.changes).to.deep.equal({ update: 3, same: 12 });
    const [warning = "", ...more] = ours(run);
    expect(warning).to.contain("configs are not validated in this preview");
    expect(warning).to.contain("/nowhere");
    expect(more).to.deep.equal([]);
  });

  it("is not changed by the same program", async () => {
    expect(succeeds(await stack.up(program())).changes).to.deep.equal({ same: 15 });
  });

  it("has workers in one group: each accepts a write, which the other one shows", async () => {
    const config = { "connector.class": "FileStreamSource", file: "/etc/hosts", topic: namespace };
    for (const [i, name] of workers.entries()) {
      // Only the leader writes, so the other one forwarded its request.
      await onWorker(name, (rest) => rest.write("PUT", `/connectors/from-${i}/config`, config));
      await onWorker(workers[1 - i] ?? "", async (rest) => {
        await rest.until(`from-${i}`, "RUNNING");
        await rest.write("DELETE", `/connectors/from-${i}`);
      });
    }
  });

  it("gives the secret and the stores' password to the connectors", async () => {
    await onWorker("connect-0", (rest) =>
      waitUntil(
        async () => {
          const answer = await rest.call<{ offsets?: unknown[] }>(
            "GET",
            "/connectors/sink/offsets",
          );
          return (answer.body.offsets ?? []).length > 0;
        },
        { what: "lines that went from the secret's file to the sink", deadlineMs: 60_000 },
      ),
    );
    const status = await onWorker("connect-0", (rest) => rest.status("sink"));
    const name = status?.tasks[0]?.worker_id.split(".")[0] ?? "";
    const file = '"/tmp/$(sed s/jksPassword=// /mnt/sslcerts/db-tls/jksPassword.txt)"';
    const pod = { namespace, name, container: "connect" };
    expect(await podExec(running.kubeconfig, pod, `cat ${file}`)).to.contain("localhost");
  });

  it("shows the secret in no object, log, REST answer or state", async () => {
    const core = coreApi(running.kubeconfig);
    const apps = kubeConfig(running.kubeconfig).makeApiClient(AppsV1Api);
    const logs = await Promise.all(
      workers.flatMap((name) =>
        ["install-plugins", "make-stores", "connect"].map((container) =>
          core.readNamespacedPodLog({ namespace, name, container }),
        ),
      ),
    );
    const answers = await onWorker("connect-0", (rest) =>
      rest.call("GET", "/connectors?expand=info&expand=status"),
    );
    const shown = {
      pods: await pods(),
      settings: await core.listNamespacedConfigMap({ namespace }),
      events: await core.listNamespacedEvent({ namespace }),
      sets: await apps.listNamespacedStatefulSet({ namespace }),
      revisions: await apps.listNamespacedControllerRevision({ namespace }),
      logs,
      answers,
      state: stack.rawState(),
    };
    expect(JSON.stringify(shown.answers)).to.contain("files.properties:password");
    const hidden = new RegExp(`${HUSH}|${Buffer.from(HUSH).toString("base64").slice(0, -2)}`);
    for (const [where, found] of Object.entries(shown)) {
      const text = JSON.stringify(found);
      expect(text.length, where).to.be.greaterThan(200);
      expect(hidden.test(text), where).to.equal(false);
    }
  });

  it("moves the tasks of a killed worker, and refresh shows where they run now", async () => {
    const before = await onWorker("connect-1", (rest) => rest.status("source"));
    const killed = before?.tasks[0]?.worker_id.split(".")[0] ?? "";
    const other = workers.find((name) => name !== killed) ?? "";
    const api = coreApi(running.kubeconfig);
    const kill = () => api.deleteNamespacedPod({ namespace, name: killed, gracePeriodSeconds: 0 });
    await kill();
    await onWorker(other, (rest) =>
      waitUntil(
        async () => {
          // Otherwise it may be back before the group notices, and get its tasks again.
          await kill().catch(() => undefined);
          const [task] = (await rest.status("source"))?.tasks ?? [];
          return task?.state === "RUNNING" && task.worker_id.startsWith(other);
        },
        { what: `the task on ${other}`, deadlineMs: 60_000, intervalMs: 1_000 },
      ),
    );
    await bothReady();
    for (const name of connectors) await onWorker(other, (rest) => rest.until(name, "RUNNING"));
    await refreshTellsTheTruth();
  });

  it("does not download again when a worker's container restarts", async () => {
    const asked = server.requests.length;
    const restarts = async () => {
      const found = (await pods()).find(({ metadata }) => metadata?.name === "connect-0");
      return found?.status?.containerStatuses?.[0]?.restartCount ?? 0;
    };
    const before = await restarts();
    const pod = { namespace, name: "connect-0", container: "connect" };
    await podExec(running.kubeconfig, pod, "kill 1");
    await waitUntil(async () => (await restarts()) > before, {
      what: "the restart",
      deadlineMs: 60_000,
      intervalMs: 500,
    });
    await bothReady();
    expect(server.requests.length).to.equal(asked);
    const classes = await onWorker("connect-0", (rest) =>
      rest.call<ConnectPlugin[]>("GET", "/connector-plugins"),
    );
    expect(classes.body.map((plugin) => plugin.class)).to.include(JDBC_SINK);
  });

  it("previews a changed worker property by its name, and the upgrade of a plugin by its line", async () => {
    const config = { "offset.flush.interval.ms": 5000 };
    expect((await stack.preview(program({ config }))).text).to.match(/\+.*offset\.flush\.interval/);
    const run = succeeds(await stack.preview(program({ debezium: "3.6.0.Final" })));
    const lines = run.text.split("\n").map((line) => line.trim());
    const shows = (sign: string, version: string) =>
      lines.some((line) => line.startsWith(sign) && line.includes(`jdbc-${version}-plugin`));
    expect(shows("-", "3.5.0.Final"), run.text.slice(0, 5000)).to.equal(true);
    expect(shows("+", "3.6.0.Final")).to.equal(true);
    // The ConfigMap, the StatefulSet whose pods it rolls, and the resource that waits for them.
    expect(run.changes).to.deep.equal({ replace: 1, update: 2, same: 12 });
  });

  it("upgrades a plugin one pod at a time, and its connectors run again", async () => {
    const record = await recordPods(running.kubeconfig, namespace);
    const { outputs } = succeeds(await stack.up(program({ debezium: "3.6.0.Final" })));
    expect(record.gone).to.deep.equal(["connect-1", "connect-0"]);
    expect(record.mostUnready()).to.equal(1);
    record.end();
    expect(versions(outputs)).to.include({ [JDBC_SINK]: "3.6.0.Final" });
    for (const name of connectors) {
      await onWorker("connect-1", (rest) => rest.until(name, "RUNNING"));
    }
    await refreshTellsTheTruth();
  });

  it("leaves nothing behind when it is destroyed, and deletes the connectors first", async () => {
    succeeds(await stack.destroy());
    const namespaces = await coreApi(running.kubeconfig).listNamespace();
    expect(namespaces.items.map(({ metadata }) => metadata?.name)).to.not.include(namespace);
  });
});

function versions(outputs: Run["outputs"]): Record<string, string | undefined> {
  const plugins = outputs.plugins as ConnectPlugin[];
  return Object.fromEntries(plugins.map((plugin) => [plugin.class, plugin.version]));
}

function taskWorkers(tasks: unknown): string {
  return (tasks as { workerId: string }[]).map(({ workerId }) => workerId).join();
}

/** The differences that a refresh found, by resource. */
function differences(run: Run): string {
  const found = run.events.flatMap(({ resOutputsEvent }) => {
    const { urn, detailedDiff } = resOutputsEvent?.metadata ?? {};
    return detailedDiff === undefined ? [] : [`${urn ?? ""}: ${JSON.stringify(detailedDiff)}`];
  });
  return [...found, ...diagnostics(run, "error")].join("\n");
}

import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { coreApi } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { TestStack } from "../../testkit/engine/engine";
import { fileServer } from "../../testkit/plugins/file-server";
import { type Forward, forward } from "../../testkit/kubernetes/port-forward";
import { restPort, workerPods } from "../../testkit/kubernetes/worker-pods";

interface Status {
  readonly connector: { readonly state: string; readonly worker_id: string };
  readonly tasks: readonly { readonly state: string; readonly worker_id: string }[];
}

describe("the sandbox's Kubernetes", function () {
  this.timeout(240_000);

  const namespace = `sandbox-${Date.now()}`;
  let running: Cluster;
  let stack: TestStack;
  const forwards: Forward[] = [];

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(async () => {
    for (const { close } of forwards) await close();
    await stack.remove();
  });

  const program = () => {
    const workers = workerPods(running, namespace);
    return { replicas: workers.status.readyReplicas };
  };

  it("is previewed without a cluster", async () => {
    const elsewhere = await TestStack.create(
      { ...running.pulumi, env: { ...running.pulumi.env, KUBECONFIG: "/nowhere" } },
      `${namespace}-preview`,
    );
    const run = await elsewhere.preview(program);
    await elsewhere.remove();
    expect(run.ok, run.text).to.equal(true);
    expect(run.changes).to.deep.equal({ create: 5 });
  });

  it("runs two workers that form one group, and up returns when both are ready", async () => {
    const run = await stack.up(program);
    expect(run.ok, run.text).to.equal(true);
    expect(run.outputs.replicas).to.equal(2);
    for (const name of ["connect-0", "connect-1"]) {
      forwards.push(await forward(running.kubeconfig, { namespace, name, port: restPort }));
    }
    const again = await stack.up(program);
    expect(again.changes).to.deep.equal({ same: 5 });
  });

  it("accepts a write through a port-forward to either pod, and shares the work", async () => {
    for (const [i, { url }] of forwards.entries()) {
      const response = await fetch(`${url}/connectors`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          name: `source-${i}`,
          config: {
            "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector",
            file: "/etc/hosts",
            topic: `${namespace}-lines`,
          },
        }),
      });
      // Only the leader performs writes, so one of the two was forwarded to the other pod.
      expect(response.status, await response.text()).to.equal(201);
    }
    const workers = async () => {
      const answers = await Promise.all(
        forwards.map(async ({ url }, i) => {
          const answer = await fetch(`${url}/connectors/source-${1 - i}/status`);
          return answer.ok ? ((await answer.json()) as Status) : undefined;
        }),
      );
      return answers.flatMap((status) => [
        ...(status === undefined ? [] : [status.connector]),
        ...(status?.tasks ?? []),
      ]);
    };
    await waitUntil(
      async () => {
        const found = await workers();
        return found.length === 4 && found.every(({ state }) => state === "RUNNING");
      },
      { what: "two running connectors", deadlineMs: 60_000 },
    );
    const ids = new Set((await workers()).map(({ worker_id }) => worker_id));
    expect([...ids].sort()).to.deep.equal(
      ["connect-0", "connect-1"].map((pod) => `${pod}.connect.${namespace}.svc:${restPort}`),
    );
  });

  it("says why a pod is not ready", async () => {
    const broken = await TestStack.create(running.pulumi, `${namespace}-broken`);
    const options = { customTimeouts: { create: "8s" } };
    const run = await broken.up(() => {
      const container = { name: "main", image: "sandbox/none:1" };
      const spec = { containers: [container], terminationGracePeriodSeconds: 0 };
      new k8s.core.v1.Pod("pod", { metadata: { namespace }, spec }, options);
    });
    await broken.remove();
    expect(run.ok).to.equal(false);
    expect(run.text).to.match(/ErrImagePull|ImagePullBackOff/);
  });

  // With a given cluster, the address of this machine as seen from its pods is unknown unless it is set.
  const asksPods = !process.env.KUBECONFIG || process.env.SANDBOX_HOST_ADDRESS;
  const aloud = "lets pods download from this machine, and on its own node from nowhere else";
  if (asksPods)
    it(aloud, async () => {
      const { hostAddress, kind, workerImage: image } = running;
      const files = await fileServer(__dirname, { host: hostAddress ?? "" });
      const download = await TestStack.create(running.pulumi, `${namespace}-download`);
      const url = `${files.url}/sandbox.test.ts`;
      const script = [
        `{ curl --fail --silent ${url} || wget -q -O - ${url}; } >/dev/null`,
        // An address for documentation, reachable only through the default route. 7: refused at once.
        ...(kind === "local"
          ? ["{ curl --silent --max-time 5 http://198.51.100.1/; test $? = 7; }"]
          : []),
      ].join(" && ");
      const run = await download.up(() => {
        const container = { name: "main", image, command: ["/bin/sh", "-c", script] };
        const pod = { containers: [container], restartPolicy: "Never" };
        const spec = { backoffLimit: 0, template: { spec: pod } };
        new k8s.batch.v1.Job("download", { metadata: { namespace }, spec });
      });
      await download.remove();
      await files.close();
      expect(run.ok, run.text).to.equal(true);
      expect(files.count("/sandbox.test.ts")).to.equal(1);
    });

  it("leaves nothing behind", async () => {
    const run = await stack.destroy();
    expect(run.ok, run.text).to.equal(true);
    const { items } = await coreApi(running.kubeconfig).listNamespace();
    expect(items.map(({ metadata }) => metadata?.name)).to.not.include(namespace);
  });
});

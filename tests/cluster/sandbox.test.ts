import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { TestStack } from "../../testkit/engine/engine";
import { fileServer } from "../../testkit/plugins/file-server";

describe("the sandbox's Kubernetes", function () {
  this.timeout(240_000);

  const namespace = `sandbox-${Date.now()}`;
  let running: Cluster;

  before(async () => {
    running = await cluster();
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await apply(running.kubeconfig, [object]);
  });

  after(async () => {
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
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
});

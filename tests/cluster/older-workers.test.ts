import { expect } from "chai";
import { ConnectCluster, type ConnectClusterArgs, Connector } from "../../index";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { podExec } from "../../testkit/kubernetes/pod-exec";
import { SINK } from "../../testkit/connectors/scenario";
import {
  restrictedNamespace,
  secretsIn,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";

const FILE = "/tmp/records-of-an-older-connect";

describe("a Connect cluster of an older Kafka Connect, on real pods", function () {
  this.timeout(300_000);

  const namespace = `older-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(() => stack.remove());

  const program =
    (more: Partial<ConnectClusterArgs> = {}) =>
    () => {
      const space = restrictedNamespace(namespace);
      const dependsOn = secretsIn(space, {
        place: { "place.txt": `file=${FILE}` },
        user: { username: "admin", password: "hunter2-of-an-older-connect" },
      });
      const connect = new ConnectCluster(
        "connect",
        {
          ...smallCluster(running, namespace),
          image: { application: running.olderImage, init: running.workerImage },
          heap: "-Xmx512m",
          replicas: 1,
          mountedSecrets: [{ secretRef: "place" }],
          ...more,
        },
        { dependsOn },
      );
      const sink = new Connector(
        "sink",
        {
          cluster: connect,
          class: SINK,
          config: { topics: namespace, file: "${file:/mnt/secrets/place/place.txt:file}" },
        },
        { customTimeouts: { delete: "3s" } },
      );
      return { state: sink.state };
    };

  function succeeds(run: Run): Run {
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    return run;
  }

  it("runs, and resolves references to files of its Secrets", async () => {
    expect(succeeds(await stack.up(program())).outputs.state).to.equal("running");
    const pod = { namespace, name: "connect-0", container: "connect" };
    expect(await podExec(running.kubeconfig, pod, `ls ${FILE}`)).to.equal(`${FILE}\n`);
  });

  it("does not start if every connector could read the workers' own password", async () => {
    const user = { username: "admin", password: "hunter2-of-an-older-connect" };
    const run = await stack.up(program({ basicAuth: { secretRef: "user", ...user } }));
    expect(run.ok).to.equal(false);
    expect(diagnostics(run, "error").join("\n")).to.contain(
      "accept it with unlimitedFileReferences: true",
    );
  });

  it("runs again with the earlier program", async () => {
    expect(succeeds(await stack.up(program())).outputs.state).to.equal("running");
  });
});

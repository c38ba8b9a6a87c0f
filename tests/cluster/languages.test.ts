import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import type { Result } from "../../testkit/command/command";
import { CommandProject } from "../../testkit/languages/command-project";
import { examplesFolder } from "../../testkit/docs/example-folder";
import { go, type Language, python, yaml } from "../../testkit/languages/languages";
import { isProof } from "../../testkit/proof";
import { restrictedNamespaceObject, smallCluster } from "../../testkit/kubernetes/small-cluster";

const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";

function succeeds({ code, text }: Result): string {
  expect(code, text.slice(-4000)).to.equal(0);
  return text;
}

/** The smallest cluster with a connector. */
const resources = (running: Cluster, namespace: string, more: object = {}) => ({
  connect: {
    type: "pulumi-kafka-connect:ConnectCluster",
    properties: { ...smallCluster(running, namespace), replicas: 1 },
    ...more,
  },
  sink: {
    type: "pulumi-kafka-connect:Connector",
    properties: {
      cluster: "${connect.endpoint}",
      class: SINK,
      config: { topics: namespace, file: "/tmp/out" },
    },
  },
});

/** Uses the default Kubernetes provider, or one that the program creates. */
const programs: readonly (readonly [Language, string, boolean])[] = [
  ...(isProof ? [[yaml, "on the default Kubernetes provider", false] as const] : []),
  [python, "on a Kubernetes provider of its own", true],
];

for (const [language, where, ownProvider] of programs) {
  describe(`a Connect cluster of a ${language.name} program ${where}`, function () {
    this.timeout(300_000);

    const namespace = `${language.runtime}-${Date.now().toString(36)}`;
    let running: Cluster;
    let project: CommandProject;

    before(async () => {
      running = await cluster();
      await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
      project = await CommandProject.begin(namespace, language, {
        pulumi: running.pulumi,
        // Code that used the kubeconfig of the environment would fail.
        env: ownProvider ? { KUBECONFIG: "/nowhere" } : {},
      });
      project.write(program());
    });

    after(async () => {
      await destroy();
      await project.end();
      await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
    });

    const kubeconfig = () => readFileSync(running.kubeconfig, "utf8");
    const destroy = () => project.run("destroy", "--yes", "--skip-preview", "--stack", "dev");

    const program = () => ({
      resources: {
        ...(ownProvider && {
          own: {
            type: "pulumi:providers:kubernetes",
            properties: { kubeconfig: { "fn::secret": kubeconfig() } },
          },
        }),
        ...resources(running, namespace, ownProvider ? { options: { providers: ["${own}"] } } : {}),
      },
      outputs: { state: "${sink.state}", plugins: "${connect.installedPlugins}" },
    });

    it("is previewed completely, without a warning", async () => {
      const text = succeeds(await project.preview());
      expect(text).to.match(/\+ \d+ to create/);
      expect(text).to.contain("pulumi-kafka-connect:index:Workers");
      expect(text).to.not.contain("Kafka Connect:");
    });

    it("comes up with a connector on it", async () => {
      succeeds(await project.up());
      expect(await project.output("state")).to.equal("running");
      expect(JSON.stringify(await project.output("plugins"))).to.contain(`"${SINK}"`);
      const types = (await project.state()).map(({ type }) => type);
      expect(types).to.have.members(
        ["Workers", "ClusterName", "Connector"].map((name) => `pulumi-kafka-connect:index:${name}`),
      );
    });

    it("is changed neither by the same program nor by a refresh", async () => {
      succeeds(await project.up("--expect-no-changes"));
      succeeds(await project.refresh("--expect-no-changes"));
    });

    it("keeps the key of the kubeconfig out of its state", () => {
      const key = /client-key-data"?: "?([^\s"]+)/.exec(kubeconfig())?.[1];
      expect(project.rawState()).to.not.contain(key ?? "no key in the kubeconfig");
    });

    it("is destroyed with all its objects", async () => {
      succeeds(await destroy());
      const { items } = await coreApi(running.kubeconfig).listNamespacedPod({ namespace });
      expect(
        items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined),
      ).to.have.length(0);
    });
  });
}

describe("a preview without a cluster", function () {
  this.timeout(120_000);

  async function previewed(
    name: string,
    language: Language,
    write: (project: CommandProject, running: Cluster) => unknown,
  ): Promise<string> {
    const running = await cluster();
    const { pulumi } = running;
    const env = { KUBECONFIG: "/nowhere" };
    const project = await CommandProject.begin(name, language, { pulumi, env });
    try {
      await write(project, running);
      return succeeds(await project.preview());
    } finally {
      await project.end();
    }
  }

  it("shows the Connect cluster of a Go program", async () => {
    const text = await previewed("go-cluster", go, (project, running) => {
      project.write({
        resources: resources(running, "go"),
        outputs: { plugins: "${connect.installedPlugins}" },
      });
    });
    expect(text).to.contain("pulumi-kafka-connect:index:Workers");
    expect(text).to.contain("bootstrap.servers=");
  });

  it("shows the example yaml-cluster", async () => {
    const text = await previewed("yaml-cluster", yaml, (project) => {
      const example = readFileSync(path.join(examplesFolder, "yaml-cluster/Pulumi.yaml"), "utf8");
      project.writeYaml(example.slice(example.indexOf("config:")));
      return project.must("config", "set", "bootstrapServers", "kafka:9092", "--stack", "dev");
    });
    expect(text).to.contain("bootstrap.servers=kafka");
    expect(text).to.contain("heartbeats");
  });
});

import type * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import type { ConnectClusterArgs } from "../../components/connect-cluster-args";
import { ConnectCluster } from "../../components/connect-cluster";
import {
  minimal,
  Program,
  recorded,
  TYPES,
  valueOf,
} from "../../testkit/kubernetes/connect-cluster";
import { onWireSecret } from "../../testkit/engine/registration";

describe("ConnectCluster: the wait for the workers", () => {
  const revision = async (args: Partial<ConnectClusterArgs> = {}) =>
    (await Program.run(args)).one(TYPES.workers).inputs.revision;
  const anew: [string, Partial<ConnectClusterArgs>][] = [
    ["the config", { config: { "producer.linger.ms": 5 } }],
    ["the image", { image: { application: "example/connect:2" } }],
    ["the number of workers", { replicas: 5 }],
    ["the pod template", { podTemplate: { spec: { priorityClassName: "high" } } }],
  ];
  for (const [what, args] of anew) {
    it(`starts again when ${what} changes`, async () => {
      expect(await revision(args)).to.not.equal(await revision());
    });
  }

  it("starts again when the StatefulSet is changed or replaced, although the program is the same", async () => {
    const revisions = await revisionsWith([
      { uid: "a", generation: 1 },
      { uid: "a", generation: 2 },
      { uid: "b", generation: 1 },
    ]);
    expect(new Set(revisions)).to.have.length(3);
  });

  it("does not start again when nothing about the pods changes", async () => {
    expect(await revision({ maxUnavailable: 2 })).to.equal(await revision());
  });
});

/** The revisions when Kubernetes has given the objects this metadata. */
async function revisionsWith(all: readonly object[]): Promise<unknown[]> {
  const revisions: unknown[] = [];
  for (const metadata of all) {
    const registered = await recorded("up", { metadata: { name: "connect", ...metadata } });
    await valueOf(new ConnectCluster("connect", minimal).workers.urn);
    revisions.push(registered.find(({ type }) => type === TYPES.workers)?.inputs.revision);
  }
  return revisions;
}

describe("ConnectCluster: its access to Kubernetes", () => {
  const way = async (...[args, provider]: [Partial<ConnectClusterArgs>, k8s.ProviderArgs?]) => {
    const { inputs } = (await Program.run(args, "up", provider)).one(TYPES.workers);
    const { kubernetes } = inputs.cluster as { kubernetes: object };
    const {
      namespace: _,
      service: __,
      port: ___,
      ...ofEndpoint
    } = kubernetes as Record<string, unknown>;
    const {
      namespace: ____,
      name: _____,
      ...ofPods
    } = inputs.statefulSet as Record<string, unknown>;
    expect(ofPods).to.deep.equal(ofEndpoint);
    return ofPods;
  };

  it("is that of its Kubernetes provider", async () => {
    const file = { kubeconfig: "/etc/kube/config", context: "production" };
    expect(await way({}, file)).to.deep.equal({
      context: "production",
      kubeconfig: { file: "/etc/kube/config" },
    });
  });

  it("keeps a kubeconfig's text as a secret", async () => {
    const kubeconfig = "apiVersion: v1\nkind: Config\n";
    const program = await Program.run({}, "up", { kubeconfig });
    const inputs = JSON.stringify(program.one(TYPES.workers).inputs);
    expect(inputs).to.include(JSON.stringify(onWireSecret(kubeconfig)));
    expect(inputs.replaceAll(JSON.stringify(onWireSecret(kubeconfig)), "")).to.not.include(
      "Config",
    );
  });

  it("is that of the argument, if there is one", async () => {
    const kubernetes = { context: "mine", kubeconfig: { env: "KUBE" } };
    expect(await way({ kubernetes }, { context: "production" })).to.deep.equal(kubernetes);
  });

  it("is that of kubectl with the default provider, and with one without configuration", async () => {
    expect(await way({})).to.deep.equal({});
    expect(await way({}, {})).to.deep.equal({});
  });
});

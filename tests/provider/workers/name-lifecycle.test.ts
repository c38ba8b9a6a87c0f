import { expect } from "chai";
import { UNKNOWN } from "../../../provider/core/unknown";
import { clusterName } from "../../../provider/workers/name-lifecycle";
import { STATEFUL_SET, useKubernetesApi } from "../../../testkit/kubernetes/kubernetes-api";
import { thrownBy } from "../../../testkit/thrown";

const owner = (name: string) =>
  `urn:pulumi:dev::shop::pulumi-kafka-connect:index:ConnectCluster::${name}`;

/** Its Kubernetes cannot be reached. */
const inputs = <T = string>(of: string, name: T) => ({
  owner: owner(of),
  namespace: "data",
  objects: [{ kind: "StatefulSet" as const, name }],
  access: { kubeconfig: { file: "/nowhere" } },
});

describe("the name of a Connect cluster, without Kubernetes", () => {
  it("is not refused by a preview", async () => {
    const news = inputs("one", "first");
    expect(await clusterName.check({}, news)).to.deep.equal({ inputs: news, failures: [] });
  });

  it("is not claimed by a deployment, which reports the problem", async () => {
    const error = await thrownBy(() => clusterName.create(inputs("one", "second")));
    expect(error.message).to.contain("names of the cluster are free").and.to.contain("/nowhere");
  });

  it("belongs to its owner once it is in the state", async () => {
    const news = inputs("one", "third");
    expect(await clusterName.update("", news, news)).to.deep.equal({ outs: news });
  });

  it("is refused for the second of two resources in one program", async () => {
    expect((await clusterName.check({}, inputs("one", "shared"))).failures).to.have.length(0);
    const { failures } = await clusterName.check({}, inputs("two", "shared"));
    expect(failures.map(({ reason }) => reason).join()).to.contain('the ConnectCluster "one"');
  });

  it("is not looked up while it is unknown", async () => {
    await clusterName.check({}, inputs("one", UNKNOWN));
    expect((await clusterName.check({}, inputs("two", UNKNOWN))).failures).to.have.length(0);
    await clusterName.check({}, inputs("one", "fourth"));
    const unowned = { ...inputs("two", "fourth"), owner: UNKNOWN };
    expect((await clusterName.check({}, unowned)).failures).to.have.length(0);
  });
});

describe("the number of workers that somebody else has set", () => {
  const use = useKubernetesApi();

  const entry = (manager: string, operation: string, fields: object) => ({
    manager,
    operation,
    fieldsV1: { "f:spec": fields },
  });

  beforeEach(() => {
    use.api.statefulSet = {
      metadata: {
        annotations: { "pulumi-kafka-connect/owner": owner("one") },
        managedFields: [
          entry("pulumi-kubernetes-1a2b", "Apply", { "f:template": {} }),
          { ...entry("kubectl", "Update", { "f:replicas": {} }), subresource: "scale" },
        ],
      },
      spec: { replicas: 5, selector: {}, serviceName: "connect-headless", template: {} },
    };
  });

  const scaled = (more: object = {}) => ({
    ...inputs("one", "connect"),
    access: { kubeconfig: use.api.kubeconfig },
    replicas: 3,
    content: "a",
    ...more,
  });
  const refused = async (olds: object, news = scaled()) =>
    (await clusterName.check(olds, news)).failures.map(({ reason }) => reason).join();

  it("does not matter while the StatefulSet stays unchanged and no refresh runs", async () => {
    expect(await refused(scaled())).to.equal("");
    expect(use.api.calls).to.deep.equal([]);
  });

  const changes: [string, object][] = [
    ["its pods change", { content: "b" }],
    ["the number changes", { replicas: 2 }],
    ["the number was left to others before", { replicas: undefined }],
    ["a refresh has found another number", { replicas: 5 }],
  ];
  for (const [when, before] of changes) {
    it(`is refused when ${when}`, async () =>
      expect(await refused(scaled(before))).to.contain("set autoscaled: true"));
  }

  it("is accepted if it is left to others, equals the program's, or is unknown", async () => {
    for (const replicas of [undefined, 5, UNKNOWN]) {
      expect(await refused(scaled({ content: "b" }), scaled({ replicas }))).to.equal("");
    }
  });

  it("is reported by a refresh as drift, unless it is left to others", async () => {
    const { props, inputs: found } = await clusterName.read("id", scaled());
    expect(props.replicas).to.equal(5);
    expect(found).to.deep.equal(props);
    const left = scaled({ replicas: undefined });
    expect(await clusterName.read("id", left)).to.deep.equal({ id: "id", props: left });
  });

  it("is not checked by a refresh without Kubernetes, or if the StatefulSet is gone", async () => {
    const away = scaled({ access: { kubeconfig: { file: "/nowhere" } } });
    expect(await clusterName.read("id", away)).to.deep.equal({ id: "id", props: away });
    use.api.refuse(STATEFUL_SET, 404, "not found");
    expect(await clusterName.read("id", scaled())).to.deep.equal({ id: "id", props: scaled() });
  });

  it("appears in the name's diff if the number changes, but not if only the pods do", async () => {
    expect(await clusterName.diff("", scaled(), scaled({ content: "b" }))).to.deep.equal({
      changes: false,
    });
    expect(await clusterName.diff("", scaled(), scaled({ replicas: 4 }))).to.deep.equal({});
  });
});

import { expect } from "chai";
import { UNKNOWN } from "../../../provider/core/values";
import { clusterName } from "../../../provider/workers/name-lifecycle";
import { thrownBy } from "../../../testkit/thrown";

const owner = (name: string) =>
  `urn:pulumi:dev::shop::pulumi-kafka-connect:index:ConnectCluster::${name}`;

/** Its Kubernetes cannot be reached. */
const inputs = (of: string, name: string) => ({
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

  it("is not given by a deployment, which says what is wrong", async () => {
    const error = await thrownBy(() => clusterName.create(inputs("one", "second")));
    expect(error.message).to.contain("names of the cluster are free").and.to.contain("/nowhere");
  });

  it("is the owner's own once it is in the state", async () => {
    const news = inputs("one", "third");
    expect(await clusterName.update("", news, news)).to.deep.equal({ outs: news });
  });

  it("is refused to the second of two resources of one program", async () => {
    expect((await clusterName.check({}, inputs("one", "shared"))).failures).to.have.length(0);
    const { failures } = await clusterName.check({}, inputs("two", "shared"));
    expect(failures.map(({ reason }) => reason).join()).to.contain('the ConnectCluster "one"');
  });

  it("is not looked for while it is not known", async () => {
    await clusterName.check({}, inputs("one", UNKNOWN));
    expect((await clusterName.check({}, inputs("two", UNKNOWN))).failures).to.have.length(0);
  });
});

import { expect } from "chai";
import { CLUSTER_TYPE } from "../../provider/core/resource-types";
import { UNKNOWN } from "../../provider/core/unknown";
import { changesOf, step, urn } from "../../testkit/engine/preview";

const parent = urn(CLUSTER_TYPE, "connect");
const HASH = "spec.template.spec.volumes[0].configMap.name";

function set(replicas: unknown, hash: string, more: object = {}) {
  const volumes = [{ name: "config", configMap: { name: `connect-config-${hash}` } }];
  const spec = { containers: [{ name: "connect", image: "kafka:1", ...more }], volumes };
  return {
    metadata: { namespace: "data", name: "connect" },
    spec: { replicas, template: { spec } },
  };
}

function setStep(op: string, before: object | undefined, after: object, paths: string[]) {
  const type = "kubernetes:apps/v1:StatefulSet";
  return step(op, "connect", before as never, after as never, { type, parent, paths });
}

function mapStep(before: object, after: object) {
  const type = "kubernetes:core/v1:ConfigMap";
  return step("replace", "connect-config", { data: before }, { data: after }, { type, parent });
}

function only(...steps: object[]) {
  const { changes, others } = changesOf(steps);
  expect(others).to.deep.equal({});
  expect(changes).to.have.length(1);
  return changes[0] as (typeof changes)[number];
}

describe("the change of a Connect cluster", () => {
  it("shows which pods roll, but not the config's new name", () => {
    const change = only(setStep("update", set(3, "a"), set(3, "b"), [HASH]));
    expect(change).to.deep.include({ kind: "update", name: "data/connect", keys: [] });
    expect(change.effects[0]).to.contain(
      "3 pods will roll (connect-0 to connect-2), one at a time",
    );
  });

  it("shows added and removed pods, and no roll because of them", () => {
    const more = only(setStep("update", set(1, "a"), set(3, "a"), ["spec.replicas"]));
    expect(more.effects).to.deep.equal(["2 pods will be added (connect-1 to connect-2)"]);
    expect(more.keys[0]).to.deep.include({ key: "replicas", cost: "scale" });
    const less = only(setStep("update", set(2, "a"), set(1, "b"), ["spec.replicas", HASH]));
    expect(less.effects).to.deep.equal([
      "1 pod will roll (connect-0): its connectors do not run meanwhile",
      "1 pod will be removed (connect-1)",
    ]);
  });

  it("shows neither an unknown number of pods nor an unknown name", () => {
    const more = only(setStep("update", set(2, "a"), set(UNKNOWN, "b"), ["spec.replicas", HASH]));
    expect(more.effects).to.deep.equal([
      "2 pods will roll (connect-0 to connect-1), one at a time: tasks move to the others meanwhile",
      "the number of its pods is not known yet",
    ]);
    const metadata = { namespace: UNKNOWN, name: "connect" };
    const own = step("create", "connect", undefined, {}, { type: CLUSTER_TYPE });
    const after = { ...set(UNKNOWN, "a"), metadata };
    const created = only(own, setStep("create", undefined, after, []));
    expect(created).to.deep.include({ name: "connect", effects: ["its pods will start"] });
  });

  it("names an image and other parts of the pods, and shows no variable", () => {
    const env = (value: string) => [{ name: "DB_PASSWORD", value }];
    const { keys } = only(
      setStep(
        "update",
        set(1, "a", { env: env("hunter1") }),
        set(1, "a", { image: "kafka:2", env: env("hunter2") }),
        ["spec.template.spec.containers[0].image", "spec.template.spec.containers[0].env[0].value"],
      ),
    );
    expect(keys).to.deep.equal([
      {
        key: "image.application",
        before: { text: "kafka:1" },
        after: { text: "kafka:2" },
        cost: "rolls",
      },
      { key: "connect: env.0.value", before: "secret", after: "secret", cost: "rolls" },
    ]);
  });

  it("shows plugins by version or archive, and worker properties by key", () => {
    const hub = "https://api.hub.confluent.io/api/plugins/confluentinc/datagen/versions";
    const sha512 = "ab".repeat(64);
    const { keys, kind } = only(
      mapStep(
        {
          "plugins.list": `datagen . hub ${hub}/0.6.5 - -\ngone artifact-1 zip https://x/g.zip ${sha512} -\n`,
          "worker.properties": "a.b=1\nsame=x=y\nx.password=hunter1\n",
          "start.sh": "old",
        },
        {
          "plugins.list": `datagen . hub ${hub}/0.6.6 - -\n`,
          "worker.properties": "a.b=C:\\\\k\nsame=x=y\nx.password=hunter2\n",
          "start.sh": "new",
        },
      ),
    );
    expect(kind).to.equal("update");
    expect(keys.map(({ key, before, after }) => [key, before, after])).to.deep.equal([
      ["build.onDemand.plugins: datagen", { text: "0.6.5" }, { text: "0.6.6" }],
      ["build.onDemand.plugins: gone", { text: "https://x/g.zip sha512 abababab…" }, undefined],
      ["worker.properties: a.b", { text: "1" }, { text: "C:\\k" }],
      ["worker.properties: x.password", "secret", "secret"],
      ["start.sh", { text: "(a text)" }, { text: "(another)" }],
    ]);
  });

  it("says that pods will roll even if a failed preview did not reach them", () => {
    const { effects } = only(mapStep({ "start.sh": "a" }, { "start.sh": "b" }));
    expect(effects).to.deep.equal(["its pods will roll"]);
  });

  it("keeps its healing agent and the policies of connectors apart from the workers", () => {
    const policy = step(
      "create",
      "policy",
      undefined,
      {},
      {
        type: "kubernetes:core/v1:ConfigMapPatch",
        parent,
      },
    );
    expect(changesOf([policy])).to.deep.include({ changes: [], others: {} });
    const agent = { type: "kubernetes:apps/v1:Deployment", parent };
    const change = only(
      mapStep({ "agent.js": "a" }, { "agent.js": "b" }),
      step("update", "connect-healing", {}, {}, agent),
    );
    expect(change.keys).to.deep.equal([]);
    expect(change.effects).to.deep.equal([
      "its pods stay as they are",
      "its healing agent changes",
    ]);
  });

  it("is a replacement if its StatefulSet is replaced", () => {
    const change = only(setStep("replace", set(2, "a"), set(2, "a"), ["metadata.name"]));
    expect(change.kind).to.equal("replace");
    expect(change.effects[0]).to.contain("2 pods will be deleted, then 2 created");
  });

  it("is one creation, however many objects are created", () => {
    const component = step("create", "connect", undefined, {}, { type: CLUSTER_TYPE });
    const change = only(component, setStep("create", undefined, set(3, "a"), []));
    expect(change).to.deep.include({ kind: "create", effects: ["3 pods will start"] });
  });
});

import { expect } from "chai";
import { unusedConfigs } from "../../../provider/kubernetes/old-configs";
import type { Pod } from "../../../provider/kubernetes/pod-state";
import type { StatefulSet } from "../../../provider/kubernetes/rollout";

const spec = (...names: string[]) => ({
  containers: [],
  volumes: [
    { name: "tmp", emptyDir: {} },
    ...names.map((name) => ({ name: "config", configMap: { name } })),
  ],
});
const set = (name: string) =>
  ({ spec: { template: { spec: spec(name) } } }) as unknown as StatefulSet;
const pod = (...names: string[]) => ({ spec: spec(...names) }) as Pod;

describe("unusedConfigs", () => {
  const cases: [string, string[], StatefulSet, Pod[], string[]][] = [
    ["all except the one of the StatefulSet", ["a", "b", "c"], set("b"), [pod("b")], ["a", "c"]],
    ["no ConfigMap that a pod still mounts", ["a", "b"], set("b"), [pod("a"), pod("b")], []],
    ["no ConfigMap that the StatefulSet mounts, even without pods", ["a"], set("a"), [], []],
  ];
  for (const [what, names, of, pods, unused] of cases) {
    it(`returns ${what}`, () => expect(unusedConfigs(names, of, pods)).to.deep.equal(unused));
  }
});

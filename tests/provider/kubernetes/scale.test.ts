import { expect } from "chai";
import { foreignScale } from "../../../provider/kubernetes/scale";
import type { StatefulSet } from "../../../provider/kubernetes/rollout";

type Entry = NonNullable<NonNullable<StatefulSet["metadata"]>["managedFields"]>[number];

const REPLICAS = { "f:spec": { "f:replicas": {} } };
const TEMPLATE = { "f:spec": { "f:template": {} } };
const STATUS = { "f:status": { "f:replicas": {} } };

const entry = (manager: string, operation: string, more: Partial<Entry> = {}): Entry => ({
  manager,
  operation,
  fieldsV1: REPLICAS,
  ...more,
});
const pulumi = (fieldsV1: object = TEMPLATE) =>
  entry("pulumi-kubernetes-1a2b", "Apply", { fieldsV1 });
const scaled = (more: Partial<Entry> = {}) =>
  entry("kubectl", "Update", { subresource: "scale", ...more });
const status = entry("kube-controller-manager", "Update", {
  subresource: "status",
  fieldsV1: STATUS,
});

const set = (managedFields: Entry[]): StatefulSet =>
  ({ metadata: { managedFields }, spec: { replicas: 5 } }) as unknown as StatefulSet;

describe("the number of a StatefulSet's pods", () => {
  const others: [string, Entry[], string][] = [
    ["kubectl scale", [pulumi(), scaled(), status], "kubectl"],
    ["kubectl scale to the number that Pulumi had set", [pulumi(REPLICAS), scaled()], "kubectl"],
    [
      "an autoscaler",
      [pulumi(), entry("kube-controller-manager", "Update")],
      "kube-controller-manager",
    ],
    ["kubectl edit", [pulumi(), entry("kubectl-edit", "Update")], "kubectl-edit"],
    [
      "another server-side apply",
      [pulumi(), entry("argocd-controller", "Apply")],
      "argocd-controller",
    ],
    [
      "the last of several",
      [
        pulumi(),
        entry("kube-controller-manager", "Update", { time: new Date(2_000) }),
        scaled({ time: new Date(1_000) }),
      ],
      "kube-controller-manager",
    ],
  ];
  for (const [who, entries, manager] of others) {
    it(`was set by ${who}`, () =>
      expect(foreignScale(set(entries))).to.deep.equal({ replicas: 5, manager }));
  }

  const own: [string, Entry[]][] = [
    ["nobody else has set it", [pulumi(REPLICAS), status]],
    [
      "others set only other fields",
      [pulumi(REPLICAS), entry("kubectl-rollout", "Update", { fieldsV1: TEMPLATE })],
    ],
    [
      "Pulumi's provider does not use server-side apply",
      [entry("pulumi-kubernetes", "Update"), scaled()],
    ],
    [
      "`kubectl apply` set it, whose fields Pulumi's provider takes",
      [pulumi(), entry("kubectl", "Update")],
    ],
    ["the API server does not report managed fields", []],
  ];
  for (const [when, entries] of own) {
    it(`is Pulumi's to set when ${when}`, () =>
      expect(foreignScale(set(entries))).to.equal(undefined));
  }
});

import { expect } from "chai";
import { rolloutVerdict } from "../../../provider/kubernetes/rollout";
import { podsOf } from "../../../provider/kubernetes/rollout-state";
import { EVENTS, readyPod, useKubernetesApi } from "../../../testkit/kubernetes/kubernetes-api";
import { thrownBy } from "../../../testkit/thrown";

const REFUSAL = 'pods "connect-0" is forbidden: exceeded quota: small';

describe("rollout-state", () => {
  const use = useKubernetesApi();
  const readPods = () =>
    podsOf({ namespace: "data", name: "connect", kubeconfig: use.api.kubeconfig });
  const eventCalls = () => use.api.calls.filter((call) => call.startsWith(EVENTS));

  beforeEach(() => {
    use.api.statefulSet = {
      metadata: { name: "connect", uid: "set-uid", generation: 1 },
      spec: { replicas: 1, selector: { matchLabels: { app: "connect" } }, template: {} },
      status: { replicas: 0, observedGeneration: 1, updateRevision: "new" },
    };
    use.api.events = [
      {
        metadata: {},
        involvedObject: { uid: "set-uid" },
        reason: "FailedCreate",
        message: REFUSAL,
        lastTimestamp: new Date(),
      },
    ];
  });

  it("reads the events of a StatefulSet whose pods are missing", async () => {
    const verdict = rolloutVerdict(await (await readPods())());
    expect(verdict).to.deep.include({
      code: "refused",
      reasons: [`StatefulSet connect: ${REFUSAL}`],
    });
    expect(eventCalls()).to.deep.equal([`${EVENTS}?fieldSelector=involvedObject.uid%3Dset-uid`]);
  });

  it("reads no events if all pods have started", async () => {
    use.api.pods = [readyPod("connect-0")];
    await (
      await readPods()
    )();
    expect(eventCalls()).to.deep.equal([]);
  });

  it("reads the events of at most four objects, since pods usually have the same reason", async () => {
    use.api.pods = Array.from({ length: 6 }, (_, i) => ({
      metadata: {
        name: `connect-${i}`,
        uid: `uid-${i}`,
        labels: { "controller-revision-hash": "new" },
      },
      spec: { containers: [] },
      status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "True" }] },
    }));
    await (
      await readPods()
    )();
    expect(eventCalls()).to.have.length(4);
  });

  it("continues without events that it may not read, and asks only once", async () => {
    use.api.refuse(EVENTS, 403, "events is forbidden");
    const again = await readPods();
    for (const _ of [1, 2]) {
      expect(rolloutVerdict(await again())).to.include({ kind: "in progress", code: "starting" });
    }
    expect(eventCalls()).to.have.length(1);
  });

  it("does not treat another failure of that call as missing permission", async () => {
    use.api.refuse(EVENTS, 500, "etcdserver: no leader");
    const error = await thrownBy(async () => void (await (await readPods())()));
    expect(error).to.include({ problem: "api", kind: "unreachable" });
  });
});

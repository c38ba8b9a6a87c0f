import { expect } from "chai";
import { ForwardError } from "../../../provider/core/errors";
import type { KubernetesEvent } from "../../../provider/kubernetes/events";
import type { Pod } from "../../../provider/kubernetes/pod-state";
import type { StatefulSet } from "../../../provider/kubernetes/rollout";
import {
  type ReadPods,
  type Patience,
  waitForPods,
} from "../../../provider/kubernetes/rollout-wait";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { thrownBy } from "../../../testkit/thrown";

const labels = { "controller-revision-hash": "new" };
const ready: Pod = {
  metadata: { name: "ready", labels },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};
const late: Pod = { metadata: { name: "late", labels }, status: { phase: "Pending" } };
const unpulled: Pod = {
  metadata: { name: "unpulled", labels },
  status: {
    containerStatuses: [
      {
        name: "connect",
        image: "",
        imageID: "",
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: "ErrImagePull", message: "not found" } },
      },
    ],
  },
};

describe("rollout-wait", () => {
  let clock: FakeClock;
  let log: FakeLog;

  beforeEach(() => {
    clock = new FakeClock();
    log = new FakeLog();
  });

  /** Looks that find the pods of each second; the last ones stay. */
  const finding = (...seconds: Pod[][]): ReadPods => {
    const began = clock.now();
    return () => {
      const at = Math.min(Math.floor((clock.now() - began) / 1000), seconds.length - 1);
      const pods = seconds[at] ?? [];
      const set: StatefulSet = {
        metadata: { uid: "set", name: "connect", generation: 1 },
        spec: { replicas: 2, selector: {}, template: {} },
        status: { replicas: 2, observedGeneration: 1, updateRevision: "new" },
      };
      return Promise.resolve({ set, pods, events: refusals(at) });
    };
  };
  /** The seconds at which Kubernetes was seen to refuse a pod. */
  let refusedAt: number[];
  beforeEach(() => (refusedAt = []));
  const refusals = (second: number): KubernetesEvent[] =>
    refusedAt
      .filter((at) => at <= second)
      .map((at) => ({
        metadata: {},
        involvedObject: { uid: "set" },
        reason: "FailedCreate",
        message: "exceeded quota, which is forbidden; it is forbidden",
        lastTimestamp: new Date(1_000_000 + at * 1000),
      }));

  const wait = (readPods: ReadPods, patience: Partial<Patience> = {}) =>
    waitForPods(readPods, { timeoutMs: 60_000, asked: false, ...patience }, clock, log);
  const took = async (work: () => Promise<void>) => {
    const began = clock.now();
    const { message } = await thrownBy(work);
    return { message, seconds: (clock.now() - began) / 1000 };
  };
  const times = (count: number, pods: Pod[]) => Array.from({ length: count }, () => pods);

  it("returns once all pods are ready, and until then reports what it waits for", async () => {
    await wait(finding(...times(8, [ready, late]), [ready, ready]));
    expect(log.lines).to.deep.equal(["progress: 1 of 2 pods are ready; pod late: is Pending"]);
  });

  it("polls Kubernetes about once a second", async () => {
    let asked = 0;
    const pods = finding([ready, late]);
    const { seconds } = await took(() => wait(() => (asked++, pods())));
    expect(seconds).to.equal(60);
    expect(asked).to.be.within(30, 120);
  });

  it("waits half a minute for an image that cannot be pulled", async () => {
    const { message, seconds } = await took(() => wait(finding([unpulled])));
    expect(message).to.equal("pod unpulled: container connect: ErrImagePull, not found");
    expect(seconds).to.equal(30);
  });

  const refused = "StatefulSet connect: exceeded quota, which is forbidden; it is forbidden";

  it("reports a refused pod at once, and waits a minute for it", async () => {
    refusedAt = [2, 10, 30];
    const { message, seconds } = await took(() =>
      wait(finding(...times(100, [ready]), [ready]), { timeoutMs: 600_000 }),
    );
    expect(message).to.equal(refused);
    expect(seconds).to.equal(62);
    expect(log.lines[0]).to.equal(`progress: ${refused}`);
  });

  it("ignores an earlier refusal until Kubernetes has tried again", async () => {
    refusedAt = [-300, 100];
    const { message, seconds } = await took(() =>
      wait(finding(...times(200, [ready]), [ready]), { timeoutMs: 600_000 }),
    );
    expect(message).to.equal(refused);
    expect(seconds).to.equal(100);
  });

  it("ends in time, even if Kubernetes does not try again after a refusal", async () => {
    refusedAt = [-300];
    const { message, seconds } = await took(() => wait(finding([ready])));
    expect(message).to.equal(`not in time: ${refused}`);
    expect(seconds).to.equal(60);
  });

  it("restarts its count if the image was pulled in between", async () => {
    const pods = [...times(29, [unpulled]), ...times(29, [late]), [unpulled]];
    const { seconds } = await took(() => wait(finding(...pods)));
    expect(seconds).to.equal(29 + 29 + 30);
  });

  it("counts its time from the last pod that became ready", async () => {
    const { message, seconds } = await took(() =>
      wait(finding(...times(50, [late]), [ready, late])),
    );
    expect(message).to.equal("not in time: 1 of 2 pods are ready; pod late: is Pending");
    expect(seconds).to.equal(50 + 60);
  });

  it("respects the given time limit", async () => {
    const { seconds } = await took(() =>
      wait(finding(...times(50, [late]), [ready, late]), { asked: true }),
    );
    expect(seconds).to.equal(60);
  });

  it("tolerates an unreachable Kubernetes API for a minute", async () => {
    const away = new ForwardError("api", "unreachable", "no answer");
    const found = finding([ready, ready]);
    const began = clock.now();
    await wait(() => (clock.now() < began + 50_000 ? Promise.reject(away) : found()));
    const { message, seconds } = await took(() => wait(() => Promise.reject(away)));
    expect(message).to.equal("no answer");
    expect(seconds).to.equal(60);
  });

  it("does not ask again without permission", async () => {
    const forbidden = new ForwardError("forbidden", "unauthorized", "may not");
    expect(await took(() => wait(() => Promise.reject(forbidden)))).to.deep.equal({
      message: "may not",
      seconds: 0,
    });
  });
});

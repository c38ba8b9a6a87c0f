import { expect } from "chai";
import type { ContainerStatus, Pod } from "../../../provider/kubernetes/pod-state";
import type { KubernetesEvent } from "../../../provider/kubernetes/events";
import {
  objectsToExplain,
  rolloutVerdict,
  type StatefulSet,
} from "../../../provider/kubernetes/rollout";

const set = (more: object = {}): StatefulSet => ({
  metadata: { name: "connect", uid: "connect", generation: 2 },
  spec: { replicas: 2, selector: {}, template: {} },
  status: { replicas: 2, observedGeneration: 2, updateRevision: "new", ...more },
});

const pod = (name: string, more: Partial<Pod["status"]> = {}, revision = "new"): Pod => ({
  metadata: { name, uid: name, labels: { "controller-revision-hash": revision } },
  status: { phase: "Pending", ...more },
});

const ready = (name: string, revision = "new"): Pod =>
  pod(name, { phase: "Running", conditions: [{ type: "Ready", status: "True" }] }, revision);

const container = (name: string, more: Partial<ContainerStatus>): ContainerStatus => ({
  name,
  image: "",
  imageID: "",
  ready: false,
  restartCount: 0,
  ...more,
});

const ended = (exitCode: number, message = "", reason = "Error") => ({
  terminated: { exitCode, message, reason },
});
const waiting = (reason: string, message = "") => ({ waiting: { reason, message } });

const verdict = (of: StatefulSet, pods: Pod[], events: KubernetesEvent[] = []) =>
  rolloutVerdict({ set: of, pods, events });

/** The verdict on a pod of the new revision next to a ready one. */
const verdictOn = (status: Partial<Pod["status"]>) =>
  verdict(set(), [ready("connect-0"), pod("connect-1", status)]);

describe("rollout: a finished one", () => {
  it("has only ready pods of the new revision", () => {
    const pods = [ready("connect-0"), ready("connect-1")];
    expect(verdict(set(), pods)).to.deep.equal({ kind: "done" });
  });

  it("may have no pods", () => {
    const none = { ...set(), spec: { replicas: 0, selector: {}, template: {} } };
    expect(verdict(none, [])).to.deep.equal({ kind: "done" });
  });

  const not: [string, StatefulSet, Pod[]][] = [
    ["that Kubernetes has not seen yet", set({ observedGeneration: 1 }), [ready("a"), ready("b")]],
    ["with a pod of the old revision", set(), [ready("a"), ready("b", "old")]],
    ["with a pod that has not been created yet", set(), [ready("a")]],
    ["with one pod too many", set(), [ready("a"), ready("b"), ready("c")]],
    ["with a pod that is not ready", set(), [ready("a"), pod("b")]],
  ];
  for (const [what, statefulSet, pods] of not) {
    it(`is not one ${what}`, () => {
      expect(verdict(statefulSet, pods).kind).to.equal("in progress");
    });
  }
});

describe("rollout: one in progress", () => {
  it("reports how many pods are ready, and what the others are doing", () => {
    const installing = container("install-plugins", { state: { running: {} } });
    expect(verdictOn({ initContainerStatuses: [installing] })).to.deep.equal({
      kind: "in progress",
      code: "starting",
      ready: 1,
      reason: "1 of 2 pods are ready; pod connect-1: init container install-plugins is running",
    });
  });

  it("has a pod without a node, since one may still be added", () => {
    const message = "0/3 nodes are available";
    const scheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
    const found = verdictOn({ conditions: [scheduled] });
    expect(found).to.include({ kind: "in progress", code: "blocked" });
    expect(JSON.stringify(found)).to.contain("Unschedulable, 0/3 nodes are available");
  });

  it("names an old pod that does not terminate", () => {
    const old = pod("connect-1", {}, "old");
    const leaving = { ...old, metadata: { ...old.metadata, deletionTimestamp: new Date() } };
    expect(verdict(set(), [ready("connect-0"), leaving])).to.include({
      reason: "1 of 2 pods are ready; pod connect-1: is being deleted",
    });
  });

  it("treats a possibly temporary failure as temporary at first", () => {
    const message = 'plugin "s3": cannot connect, in each of 4 attempts (repo.example.com)';
    const installing = container("install-plugins", { state: ended(75, message), restartCount: 1 });
    expect(verdictOn({ initContainerStatuses: [installing] }).kind).to.equal("in progress");
  });

  it("ignores that a running worker was restarted", () => {
    const worker = container("connect", {
      restartCount: 5,
      state: { running: {} },
      lastState: ended(1),
    });
    expect(verdictOn({ containerStatuses: [worker] }).kind).to.equal("in progress");
  });

  it("ignores failures in pods of an earlier revision", () => {
    const refused = container("install-plugins", { state: ended(1, "refused") });
    const old = pod("connect-1", { initContainerStatuses: [refused] }, "old");
    expect(verdict(set(), [ready("connect-0"), old]).kind).to.equal("in progress");
  });
});

describe("rollout: a volume claim", () => {
  const verdictWith = (message: string) =>
    verdictOn({ conditions: [{ type: "PodScheduled", status: "False", reason: "R", message }] });

  it("fails if it is missing, unless somebody creates it in time", () => {
    const message = '0/1 nodes are available: persistentvolumeclaim "data" not found.';
    expect(verdictWith(message)).to.deep.equal({
      kind: "failing",
      code: "not mounted",
      reasons: [`pod connect-1: R, ${message}`],
    });
  });

  it("is waited for while it has no volume", () => {
    const message = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    expect(verdictWith(message)).to.include({ kind: "in progress", code: "blocked" });
  });
});

describe("rollout: a failed one", () => {
  const message = 'plugin "s3": sha512 is 00..., not ff... (repo.example.com)';
  const cases: [string, Partial<Pod["status"]>, string][] = [
    [
      "our installer refuses a plugin, with its message",
      { initContainerStatuses: [container("install-plugins", { state: ended(1, message) })] },
      `container install-plugins: ${message}`,
    ],
    [
      "our installer did, and the kubelet waits before it runs it again",
      {
        initContainerStatuses: [
          container("install-plugins", {
            restartCount: 1,
            state: waiting("CrashLoopBackOff", "back-off 10s"),
            lastState: ended(1, message),
          }),
        ],
      },
      `container install-plugins: ${message}`,
    ],
    [
      "a possibly temporary failure lasts",
      {
        initContainerStatuses: [
          container("install-plugins", { restartCount: 2, state: ended(75, "cannot connect") }),
        ],
      },
      "container install-plugins: cannot connect",
    ],
    [
      "a worker keeps crashing, with the cause in its log",
      {
        containerStatuses: [
          container("connect", {
            restartCount: 2,
            state: waiting("CrashLoopBackOff"),
            lastState: ended(
              1,
              "ERROR Stopping due to error\norg.apache.kafka.connect.errors.ConnectException: x\n" +
                "\tat a.b(C.java:1)\nCaused by: java.lang.Exception: the cause\n\tat d.e(F.java:2)\n",
            ),
          }),
        ],
      },
      "container connect: ended with 1, was restarted 2 times; last message: Caused by: java.lang.Exception: the cause",
    ],
    [
      "a worker exceeds its memory limit",
      {
        containerStatuses: [
          container("connect", { restartCount: 2, state: ended(137, "", "OOMKilled") }),
        ],
      },
      "container connect: ended with 137: it needs more memory than its limit, was restarted 2 times",
    ],
    [
      "the name of the image is invalid",
      { containerStatuses: [container("connect", { state: waiting("InvalidImageName", "bad") })] },
      "container connect: InvalidImageName, bad",
    ],
  ];
  for (const [what, status, reason] of cases) {
    it(`is one where ${what}`, () => {
      expect(verdictOn(status)).to.deep.equal({
        kind: "failed",
        reasons: [`pod connect-1: ${reason}`],
      });
    });
  }
});

describe("rollout: a failing one", () => {
  it("has an image that cannot be pulled, since the registry may be unreachable for a moment", () => {
    const state = waiting("ImagePullBackOff", 'Back-off pulling image "example/connect:1"');
    expect(verdictOn({ containerStatuses: [container("connect", { state })] })).to.deep.equal({
      kind: "failing",
      code: "image",
      reasons: [
        'pod connect-1: container connect: ImagePullBackOff, Back-off pulling image "example/connect:1"',
      ],
    });
  });
});

/** An event of an object, seen so many seconds ago. */
const event = (uid: string, reason: string, message: string, ago = 0): KubernetesEvent => ({
  metadata: {},
  involvedObject: { uid },
  reason,
  message,
  lastTimestamp: new Date(NOW - ago * 1000).toISOString() as never,
});
const NOW = Date.parse("2026-01-01T00:00:00Z");

describe("rollout: pods that are not created", () => {
  const creating = "create Pod connect-1 in StatefulSet connect failed error: ";
  const webhook = 'failed calling webhook "x.example.com": connect: connection refused';
  const cases: [what: string, message: string, kind: string, code: string][] = [
    ["a quota", 'pods "connect-1" is forbidden: exceeded quota: small', "failing", "refused"],
    ["a limit range", 'pods "connect-1" is forbidden: [maximum memory]', "failing", "refused"],
    ["Pod Security", 'pods "connect-1" is forbidden: violates PodSecurity', "failing", "refused"],
    ["a webhook", 'admission webhook "x.example.com" denied the request: no', "failing", "refused"],
    ["an invalid pod", 'Pod "connect-1" is invalid: spec.containers[0]', "failing", "refused"],
    ["an unreachable webhook", `Internal error occurred: ${webhook}`, "in progress", "blocked"],
    ["an API server that is busy", "etcdserver: request timed out", "in progress", "blocked"],
  ];
  for (const [what, message, kind, code] of cases) {
    it(`name ${what}, and ${kind === "failing" ? "fail soon" : "are waited for"}`, () => {
      const events = [event("connect", "FailedCreate", creating + message, 5)];
      const found = verdict(set(), [ready("connect-0")], events);
      expect(found).to.include({ kind, code });
      expect(JSON.stringify(found)).to.contain(
        JSON.stringify(`StatefulSet connect: ${creating}${message}`).slice(1, -1),
      );
    });
  }

  it("count as late if the last one could be created", () => {
    const events = [
      event("connect", "FailedCreate", creating + "is forbidden", 60),
      event("connect", "SuccessfulCreate", "create Pod connect-0 successful", 1),
    ];
    const found = verdict(set(), [ready("connect-0")], events);
    expect(found).to.include({ kind: "in progress", code: "starting" });
  });

  it("do not matter if none is missing", () => {
    const events = [event("connect", "FailedCreate", creating + "is forbidden")];
    expect(verdict(set(), [ready("a"), ready("b")], events)).to.deep.equal({ kind: "done" });
  });
});

describe("rollout: pods that do not start", () => {
  const creating = (name: string) =>
    pod(name, {
      containerStatuses: [container("connect", { state: waiting("ContainerCreating") })],
    });
  const pods = [ready("connect-0"), creating("connect-1")];
  const setUp = 'MountVolume.SetUp failed for volume "secret-0" : ';
  const cases: [what: string, reason: string, message: string, kind: string, code: string][] = [
    ["a missing Secret", "FailedMount", `${setUp}secret "s" not found`, "failing", "not mounted"],
    [
      "a missing ConfigMap",
      "FailedMount",
      `${setUp}configmap "c" not found`,
      "failing",
      "not mounted",
    ],
    [
      "a missing key of a Secret",
      "FailedMount",
      `${setUp}references non-existent secret key: k`,
      "failing",
      "not mounted",
    ],
    [
      "a failing driver",
      "FailedMount",
      `${setUp}rpc error: code = Internal`,
      "in progress",
      "blocked",
    ],
    [
      "a volume that is attached elsewhere",
      "FailedAttachVolume",
      "Multi-Attach error for volume",
      "in progress",
      "blocked",
    ],
    [
      "a failing network",
      "FailedCreatePodSandBox",
      "failed to setup network",
      "in progress",
      "blocked",
    ],
  ];
  for (const [what, reason, message, kind, code] of cases) {
    it(`name ${what}, and ${kind === "failing" ? "fail soon" : "are waited for"}`, () => {
      const late = event("connect-1", "FailedMount", "timed out waiting for the condition");
      const found = verdict(set(), pods, [event("connect-1", reason, message, 5), late]);
      expect(found).to.include({ kind, code });
      if (kind === "failing" || reason !== "FailedMount") return;
      expect(JSON.stringify(found)).to.contain("timed out waiting");
    });
  }

  it("are waited for once their containers run, whatever failed before", () => {
    const installing = container("install-plugins", { state: { running: {} } });
    const running = pod("connect-1", { initContainerStatuses: [installing] });
    const events = [event("connect-1", "FailedMount", `${setUp}secret "s" not found`)];
    const found = verdict(set(), [ready("connect-0"), running], events);
    expect(found).to.include({ kind: "in progress", code: "starting" });
  });

  it("are the only ones whose events are read; for missing pods, those of the StatefulSet", () => {
    expect(objectsToExplain(set(), pods)).to.deep.equal(["connect-1"]);
    expect(objectsToExplain(set(), [creating("connect-0")])).to.deep.equal([
      "connect",
      "connect-0",
    ]);
    expect(objectsToExplain(set(), [ready("a"), ready("b")])).to.deep.equal([]);
  });
});

describe("a long message from Kubernetes", () => {
  const long = "is forbidden: ".repeat(500);

  it("about a pod is shortened to a line or two", () => {
    const said = verdict(set(), [
      ready("a"),
      pod("b", { containerStatuses: [container("connect", { state: waiting("Odd", long) })] }),
    ]);
    const [reason] = "reason" in said ? [said.reason] : [];
    expect(reason?.length).to.be.within(200, 500);
  });

  it("in an event is shortened to a few lines, since a refusal lists every field", () => {
    const refusal: KubernetesEvent = {
      metadata: {},
      involvedObject: { uid: "connect" },
      reason: "FailedCreate",
      message: long,
    };
    const said = verdict(set(), [ready("a")], [refusal]);
    const [reason] = "reasons" in said ? said.reasons : [];
    expect(reason?.length).to.be.within(400, 1_000);
  });
});

import { expect } from "chai";
import { ForwardError } from "../../../provider/core/errors";
import type { Pod } from "../../../provider/kubernetes/pod-state";
import { choosePod, selectorOf, type Service } from "../../../provider/kubernetes/service-pod";
import { readyPod } from "../../../testkit/kubernetes/kubernetes-api";
import { thrownBy } from "../../../testkit/thrown";

const named = { namespace: "data", service: "connect", port: 8083 };
const selector = { app: "connect" };
const withPort = (port: object, more: object = {}): Service => ({
  spec: { selector, ports: [{ port: 8083, ...port }], ...more },
});

describe("service-pod: the port", () => {
  const cases: [string, Service, number][] = [
    ["the target port", withPort({ targetPort: 18083 }), 18083],
    ["the pod's port of that name", withPort({ targetPort: "rest" }), 28083],
    ["the Service's own if it has no target port", withPort({}), 8083],
    [
      "the Service's own if it is headless",
      withPort({ targetPort: 18083 }, { clusterIP: "None" }),
      8083,
    ],
  ];
  for (const [what, service, port] of cases) {
    it(`is ${what}`, () => {
      expect(choosePod(service, [readyPod("a")], named).port).to.equal(port);
    });
  }

  it("may be one of a sidecar's", () => {
    const pod = readyPod("a");
    const sidecar = { name: "proxy", ports: [{ name: "tls", containerPort: 9443 }] };
    const both: Pod = { ...pod, spec: { containers: [], initContainers: [sidecar] } };
    expect(choosePod(withPort({ targetPort: "tls" }), [both], named).port).to.equal(9443);
  });
});

describe("service-pod: the pod", () => {
  const nameOf = (pods: Pod[], avoid?: string) => choosePod(withPort({}), pods, named, avoid).name;
  const deleted: Pod = { ...readyPod("c", 9), metadata: { deletionTimestamp: new Date(9) } };

  it("is the one that became ready last", () => {
    expect(nameOf([readyPod("a", 1), readyPod("b", 3), readyPod("c", 2)])).to.equal("b");
  });

  it("is not one that is being deleted", () => {
    expect(nameOf([deleted, readyPod("a", 1)])).to.equal("a");
  });

  it("is not the one to avoid, unless it is the only one", () => {
    expect(nameOf([readyPod("a", 1), readyPod("b", 2)], "b-uid")).to.equal("a");
    expect(nameOf([readyPod("b", 2)], "b-uid")).to.equal("b");
  });
});

describe("service-pod: a refused call", () => {
  const refusals: [string, Service, Pod[], string][] = [
    [
      "another port",
      withPort({ port: 80 }),
      [readyPod("a")],
      "the Service data/connect has no port 8083; its ports: 80",
    ],
    [
      "a named port that the pod lacks",
      withPort({ targetPort: "http" }),
      [readyPod("a")],
      'the pod a has no port "http", which the Service data/connect names',
    ],
  ];
  for (const [what, service, pods, message] of refusals) {
    it(`is ${what}`, async () => {
      const error = await thrownBy(() => choosePod(service, pods, named), ForwardError);
      expect([error.kind, error.problem]).to.deep.equal(["invalid", "service"]);
      expect(error.message).to.equal(message);
    });
  }

  it("is a Service without a selector", async () => {
    const error = await thrownBy(() => selectorOf({ spec: {} }, named), ForwardError);
    expect(error.message).to.equal(
      "the Service data/connect has no selector, so its pods are unknown",
    );
  });
});

describe("service-pod: a pod that is not ready", () => {
  const container = { image: "", imageID: "", ready: false, restartCount: 7 };
  const notReady = (status: object): Pod => ({
    metadata: { name: "connect-0" },
    status: { phase: "Running", ...status },
  });
  const starting = {
    containerStatuses: [
      { ...container, name: "worker", state: { waiting: { reason: "PodInitializing" } } },
    ],
  };
  const cases: [string, Pod, string][] = [
    [
      "is being deleted",
      { ...readyPod("connect-0"), metadata: { name: "connect-0", deletionTimestamp: new Date(0) } },
      "is being deleted",
    ],
    [
      "crashes: with its last message",
      notReady({
        containerStatuses: [
          {
            ...container,
            name: "worker",
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s" } },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
          },
        ],
      }),
      "container worker: CrashLoopBackOff, ended with 137, OOMKilled",
    ],
    [
      "has no image",
      notReady({
        phase: "Pending",
        containerStatuses: [
          {
            ...container,
            name: "worker",
            state: { waiting: { reason: "ImagePullBackOff", message: "Back-off pulling\n image" } },
          },
        ],
      }),
      "container worker: ImagePullBackOff, Back-off pulling image",
    ],
    [
      "cannot be prepared: with the message of the init container",
      notReady({
        phase: "Pending",
        initContainerStatuses: [
          {
            ...container,
            name: "plugins",
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { exitCode: 1, message: "s3-source: sha512 differs\n" } },
          },
        ],
        ...starting,
      }),
      "init container plugins: CrashLoopBackOff, ended with 1, s3-source: sha512 differs",
    ],
    [
      "has just failed to initialize",
      notReady({
        phase: "Pending",
        initContainerStatuses: [
          {
            ...container,
            name: "plugins",
            state: { terminated: { exitCode: 1, reason: "Error" } },
          },
        ],
        ...starting,
      }),
      "init container plugins: Error, ended with 1, 7 restarts",
    ],
    [
      "has no node",
      notReady({
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" },
        ],
      }),
      "Unschedulable, 0/3 nodes",
    ],
    ["was evicted", notReady({ phase: "Failed", reason: "Evicted" }), "Evicted"],
    ["is initializing", notReady({ phase: "Pending", ...starting }), "is Pending"],
    [
      "runs",
      notReady({ containerStatuses: [{ ...container, name: "worker", state: { running: {} } }] }),
      "its readiness probe has not passed",
    ],
  ];
  for (const [what, pod, why] of cases) {
    it(`says that it ${what}`, async () => {
      const error = await thrownBy(() => choosePod(withPort({}), [pod], named), ForwardError);
      expect([error.kind, error.problem]).to.deep.equal(["unreachable", "pods"]);
      expect(error.message).to.equal(
        `no pod of the Service data/connect is ready (connect-0: ${why})`,
      );
    });
  }

  it("is one of at most five in the message", async () => {
    const pods = Array.from({ length: 7 }, () => notReady({}));
    const { message } = await thrownBy(() => choosePod(withPort({}), pods, named));
    expect(message.match(/connect-0:/g)).to.have.length(5);
    expect(message).to.match(/; and 2 more\)$/);
  });
});

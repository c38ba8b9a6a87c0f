import { expect } from "chai";
import { check, plan } from "../../testkit/engine/kubernetes-provider/decide";
import { liveInputs } from "../../testkit/engine/stand-in/properties";
import { readiness, reasonsOfPod } from "../../testkit/engine/kubernetes-provider/readiness";

/** The pure parts of the stand-in for the Kubernetes provider. */
describe("the Kubernetes provider's stand-in", () => {
  const configMap = { apiVersion: "v1", kind: "ConfigMap" };

  it("generates a missing name, and keeps it", () => {
    const first = check("settings", {}, configMap) as { metadata: { name: string } };
    expect(first.metadata.name).to.match(/^settings-[0-9a-f]{8}$/);
    expect(check("settings", first, configMap)).to.deep.equal(first);
  });

  it("puts namespaced objects into the default namespace", () => {
    const metadata = { name: "a" };
    expect(check("a", {}, { ...configMap, metadata })).to.have.nested.property(
      "metadata.namespace",
      "default",
    );
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata };
    expect(check("a", {}, namespace)).to.deep.equal(namespace);
  });

  it("replaces an object only for a change that cannot be made in place", () => {
    const set = (spec: object) => ({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "a" },
      spec: { selector: { matchLabels: { app: "a" } }, ...spec },
    });
    const more = plan(set({ replicas: 1 }), set({ replicas: 2 }));
    expect([...more.changes]).to.deep.equal([["spec.replicas", "update"]]);
    expect(more.replaces).to.deep.equal([]);
    const other = plan(set({}), set({ selector: { matchLabels: { app: "b" } }, serviceName: "s" }));
    expect(other.replaces).to.have.members(["spec.selector.matchLabels.app", "spec.serviceName"]);
    expect(other.deleteFirst).to.equal(true);
    const data = (text: string) => ({ ...configMap, metadata: { name: "a" }, data: { a: text } });
    expect(plan(data("1"), data("2")).replaces).to.deep.equal(["data.a"]);
    expect(plan(data("1"), data("2"), true).replaces).to.deep.equal([]);
    // Begins like spec.selector, but is another field.
    expect(plan(set({}), set({ selectorless: true })).replaces).to.deep.equal([]);
  });

  it("treats changed declared fields as drift, but not fields that the cluster added", () => {
    const declared = { spec: { replicas: 2, ports: [{ port: 1 }], labels: { a: "1" } } };
    const live = {
      spec: { replicas: 3, ports: [{ port: 1, protocol: "TCP" }], policy: "x", labels: {} },
    };
    const inputs = { spec: { replicas: 3, ports: [{ port: 1 }], labels: {} } };
    expect(liveInputs(declared, live)).to.deep.equal(inputs);
  });

  it("waits for a StatefulSet until every pod is of the newest revision and ready", () => {
    const set = (status: object) => ({
      kind: "StatefulSet",
      metadata: { generation: 2 },
      spec: { replicas: 2 },
      status: { observedGeneration: 2, replicas: 2, updateRevision: "b", ...status },
    });
    expect(readiness(set({ observedGeneration: 1 }), [])).to.equal("the change is not seen yet");
    expect(readiness(set({ readyReplicas: 1 }), [])).to.equal("1 of 2 pods are ready");
    const rolling = { readyReplicas: 2, currentRevision: "a", updatedReplicas: 1 };
    expect(readiness(set(rolling), [])).to.equal("1 of 2 pods are updated");
    expect(readiness(set({ readyReplicas: 2, currentRevision: "b" }), [])).to.equal(true);
  });

  it("waits for a Service until a pod answers for it, unless it has no address", () => {
    const service = (spec: object) => ({ kind: "Service", spec: { selector: {}, ...spec } });
    expect(readiness(service({}), [])).to.be.a("string");
    expect(readiness(service({}), [{}])).to.equal(true);
    expect(readiness(service({ clusterIP: "None" }), [])).to.equal(true);
  });

  it("quotes the container that keeps a pod from being ready", () => {
    const status = {
      initContainerStatuses: [
        {
          name: "plugins",
          state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
          lastState: { terminated: { exitCode: 3, message: "the sha512 is wrong\n" } },
        },
      ],
      containerStatuses: [{ name: "main", state: { waiting: { reason: "PodInitializing" } } }],
    };
    expect(reasonsOfPod({ metadata: { name: "a-0" }, status })).to.deep.equal([
      "pod a-0: container plugins: CrashLoopBackOff, exit code 3, the sha512 is wrong",
    ]);
  });
});

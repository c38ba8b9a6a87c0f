import { at, isObject, type Properties } from "../stand-in/properties";

/** `true` if usable, a text if not yet, an error if it never will be. */
export type Verdict = true | string | Error;

/** The real provider's waits, for the kinds that the tests use. */
export function readiness(object: Properties, endpoints: readonly unknown[]): Verdict {
  switch (object.kind) {
    case "StatefulSet":
      return statefulSet(object);
    case "Deployment":
      return deployment(object);
    case "Pod":
      return pod(object);
    case "Job":
      return job(object);
    case "Service":
      return service(object, endpoints);
    default:
      return true;
  }
}

function statefulSet(object: Properties): Verdict {
  if (!isObserved(object)) return "the change is not seen yet";
  const wanted = Number(at(object, "spec", "replicas") ?? 1);
  const status = (key: string) => at(object, "status", key);
  const ready = Number(status("readyReplicas") ?? 0);
  if (ready < wanted) return `${ready} of ${wanted} pods are ready`;
  if (wanted > 0 && status("updateRevision") !== status("currentRevision")) {
    return `${Number(status("updatedReplicas") ?? 0)} of ${wanted} pods are updated`;
  }
  return Number(status("replicas") ?? 0) === wanted || "pods are still being removed";
}

function deployment(object: Properties): Verdict {
  if (!isObserved(object)) return "the change is not seen yet";
  const wanted = Number(at(object, "spec", "replicas") ?? 1);
  const count = (key: string) => Number(at(object, "status", key) ?? 0);
  if (count("updatedReplicas") < wanted) return `${count("updatedReplicas")} of ${wanted} pods`;
  if (count("availableReplicas") < wanted) {
    return `${count("availableReplicas")} of ${wanted} pods are available`;
  }
  return count("replicas") === wanted || "old pods are still there";
}

function pod(object: Properties): Verdict {
  const phase = at(object, "status", "phase");
  if (phase === "Succeeded") return true;
  if (phase === "Failed") return new Error(reasonsOfPod(object).join("; ") || "the pod failed");
  return isTrue(object, "Ready") || "it is not ready";
}

function job(object: Properties): Verdict {
  if (isTrue(object, "Failed")) return new Error("the job failed");
  return isTrue(object, "Complete") || "it is not complete";
}

/** A Service without a cluster address or without a selector is ready at once. */
function service(object: Properties, endpoints: readonly unknown[]): Verdict {
  const spec = (key: string) => at(object, "spec", key);
  const waits = spec("clusterIP") !== "None" && spec("type") !== "ExternalName";
  if (!waits || !isObject(spec("selector"))) return true;
  return endpoints.length > 0 || "it selects no pod that is ready";
}

function isObserved(object: Properties): boolean {
  return at(object, "status", "observedGeneration") === at(object, "metadata", "generation");
}

function isTrue(object: Properties, type: string): boolean {
  return list(at(object, "status", "conditions")).some(
    (condition) => condition.type === type && condition.status === "True",
  );
}

/** Why a pod is not ready, according to the pod and to each of its containers. */
export function reasonsOfPod(object: Properties): string[] {
  const name = String(at(object, "metadata", "name"));
  const status = (key: string) => at(object, "status", key);
  const own = [status("reason"), status("message")].filter((part) => typeof part === "string");
  const unmet = list(status("conditions")).flatMap((condition) =>
    condition.type === "PodScheduled" && condition.status === "False" ? [condition.message] : [],
  );
  const containers = ["initContainerStatuses", "containerStatuses"].flatMap((key) =>
    list(status(key)).flatMap((container) => {
      const reason = reasonOfContainer(container);
      return reason === undefined ? [] : [`container ${String(container.name)}: ${reason}`];
    }),
  );
  const all = [...(own.length > 0 ? [own.join(": ")] : []), ...unmet, ...containers];
  return all.map((reason) => `pod ${name}: ${String(reason)}`);
}

function reasonOfContainer(container: Properties): string | undefined {
  const ends = [at(container, "state", "terminated"), at(container, "lastState", "terminated")];
  const ended = ends.find((end) => isObject(end) && end.exitCode !== 0);
  const waiting = at(container, "state", "waiting");
  const parts = [
    ...(isObject(waiting)
      ? [waiting.reason, ended === undefined ? waiting.message : undefined]
      : []),
    ...(isObject(ended) ? [`exit code ${String(ended.exitCode)}`, ended.message] : []),
  ].filter((part) => typeof part === "string" && part !== "PodInitializing");
  return parts.length === 0 ? undefined : parts.map((part) => String(part).trim()).join(", ");
}

function list(value: unknown): Properties[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}

/** Chooses the pod of a Service for a connection, or explains why no pod is ready. */
import type { V1Service } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { KubernetesService } from "../endpoint/endpoint";
import { ForwardError } from "../core/errors";
import { isReady, type Plain, type Pod, readySince, whyNotReady } from "./pod-state";

export type Service = Plain<V1Service>;

export interface ServicePod {
  readonly name: string;
  readonly uid: string;
  readonly port: number;
}

/** The Service's selector, in the format of a request for pods. */
export function selectorOf(service: Service, named: KubernetesService): string {
  const labels = Object.entries(service.spec?.selector ?? {});
  if (labels.length === 0) {
    throw refused(`the Service ${pathOf(named)} has no selector, so its pods are unknown`);
  }
  return labels.map(([key, value]) => `${key}=${value}`).join(",");
}

/**
 * A ready pod. If there are several, the one that became ready last, because a rolling update is
 * about to delete the others. `avoid` is a pod that has just failed, chosen only if there is no
 * other.
 */
export function choosePod(
  service: Service,
  pods: readonly Pod[],
  named: KubernetesService,
  avoid?: string,
): ServicePod {
  const target = targetPort(service, named);
  const ready = pods.filter(isReady).sort((a, b) => readySince(b) - readySince(a));
  const pod = ready.find(({ metadata }) => metadata?.uid !== avoid) ?? ready[0];
  if (pod === undefined) throw noneReady(service, pods, named);
  const name = pod.metadata?.name ?? "";
  const port = typeof target === "number" ? target : portNamed(pod, target);
  if (port === undefined) {
    throw refused(
      `the pod ${name} has no port "${target}", which the Service ${pathOf(named)} names`,
    );
  }
  return { name, uid: pod.metadata?.uid ?? "", port };
}

function targetPort(service: Service, named: KubernetesService): number | string {
  const ports = service.spec?.ports ?? [];
  const found = ports.find(({ port }) => port === named.port);
  if (found === undefined) {
    const there = ports.map(({ port }) => port).join(", ") || "none";
    throw refused(`the Service ${pathOf(named)} has no port ${named.port}; its ports: ${there}`);
  }
  // A headless Service does not map its port: clients connect to the pod itself.
  if (service.spec?.clusterIP === "None") return found.port;
  const { targetPort: target } = found;
  return target === undefined || target === 0 || target === "" ? found.port : target;
}

function portNamed(pod: Pod, name: string): number | undefined {
  // A native sidecar is an init container.
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const ports = containers.flatMap(({ ports: all = [] }) => all);
  return ports.find((port) => port.name === name)?.containerPort;
}

const MOST_PODS = 5;

function noneReady(service: Service, pods: readonly Pod[], named: KubernetesService): ForwardError {
  if (pods.length === 0) {
    const selector = selectorOf(service, named);
    const message = `the Service ${pathOf(named)} has no pods: none has the labels ${selector}`;
    return new ForwardError("pods", "unreachable", message);
  }
  const descriptions = pods
    .slice(0, MOST_PODS)
    .map((pod) => `${pod.metadata?.name ?? ""}: ${whyNotReady(pod)}`);
  if (pods.length > MOST_PODS) descriptions.push(`and ${pods.length - MOST_PODS} more`);
  const message = `no pod of the Service ${pathOf(named)} is ready (${descriptions.join("; ")})`;
  return new ForwardError("pods", "unreachable", message);
}

function pathOf({ namespace, service }: KubernetesService): string {
  return `${namespace}/${service}`;
}

function refused(message: string): ForwardError {
  return new ForwardError("service", "invalid", message);
}

import * as path from "node:path";
import type { Instance } from "../paths";
import { step } from "../progress";
import { findProgram, outputOf, runProgram } from "../program";
import type { Kubernetes } from "./cluster";
import { layout } from "./layout";
import { publicImage, publicNodeImage, publicOlderImage } from "./public-images";

/** Why kind cannot be used here, or undefined. */
export function kindObstacle(): string | undefined {
  if (findProgram("kind") === undefined) return "kind is not on PATH";
  if (outputOf("docker", ["info"]) === undefined) return "no Docker engine answers for kind";
  return undefined;
}

export async function kindUp(instance: Instance): Promise<Kubernetes> {
  const name = clusterName(instance);
  const { folder, kubeconfig } = layout(instance);
  if (isUp(name)) {
    if (
      outputOf("kind", ["export", "kubeconfig", "--name", name, "--kubeconfig", kubeconfig]) ===
      undefined
    ) {
      throw new Error(`the kubeconfig of kind's cluster ${name} can't be had`);
    }
  } else {
    const args = ["create", "cluster", "--name", name, "--kubeconfig", kubeconfig, "--wait", "2m"];
    const logFile = path.join(folder, "logs", "kind.log");
    await step(
      `Kubernetes in Docker, ${name}`,
      () => runProgram("kind", args, { what: "kind", logFile, timeoutMs: 10 * 60_000 }),
      { usually: "1 to 3 minutes" },
    );
  }
  return {
    kind: "kind",
    kubeconfig,
    hostAddress: gateway(),
    registry: undefined,
    workerImage: publicImage,
    olderImage: publicOlderImage,
    nodeImage: publicNodeImage,
    stop: () => kindDown(instance),
  };
}

export async function kindDown(instance: Instance): Promise<void> {
  const name = clusterName(instance);
  if (kindObstacle() !== undefined || !isUp(name)) return;
  const logFile = path.join(layout(instance).folder, "logs", "kind.log");
  await runProgram("kind", ["delete", "cluster", "--name", name], { what: "kind", logFile });
}

function clusterName(instance: Instance): string {
  return `kafka-connect-${instance.name}`;
}

function isUp(name: string): boolean {
  return (outputOf("kind", ["get", "clusters"]) ?? "").split("\n").includes(name);
}

/** This machine on Docker's bridge, unless Docker runs in a virtual machine. */
function gateway(): string | undefined {
  const format = "{{range .IPAM.Config}}{{.Gateway}}\n{{end}}";
  const addresses = outputOf("docker", ["network", "inspect", "kind", "--format", format]) ?? "";
  return addresses.split("\n").find((address) => /^\d+\./.test(address));
}

import type { Instance } from "../paths";
import { podBroker } from "./broker";
import { kubernetes, kubernetesDown } from "./kubernetes";
import { nodeStatus } from "./status";

/** Runs a command of sandbox/cli.ts; returns its exit code. */
export async function kubernetesCommand(
  command: "kubernetes up" | "kubernetes down" | "kubernetes status",
  instance: Instance,
): Promise<number> {
  switch (command) {
    case "kubernetes up": {
      const cluster = await kubernetes(instance);
      const broker = await podBroker(cluster);
      console.log(`export KUBECONFIG=${cluster.kubeconfig}  # ${cluster.kind}; broker ${broker}`);
      return 0;
    }
    case "kubernetes down":
      await kubernetesDown(instance);
      return 0;
    case "kubernetes status": {
      const { ready, text } = await nodeStatus(instance);
      console.log(text);
      return ready ? 0 : 1;
    }
  }
}

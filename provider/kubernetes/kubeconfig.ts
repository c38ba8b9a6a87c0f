/** Loads the given kubeconfig, or the one that kubectl would use on this machine. */
import type { Cluster, KubeConfig } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { resolveCredential } from "../endpoint/credentials";
import type { KubernetesService } from "../endpoint/endpoint";
import { ForwardError } from "../core/errors";

/** Loaded only for a port-forward, because it takes 0.7 s. */
export const kubernetesClient = () => import("@kubernetes/client-node");

/** Reads the kubeconfig and selects the requested context. */
export async function loadKubeConfig(
  access: Pick<KubernetesService, "context" | "kubeconfig">,
): Promise<KubeConfig> {
  const { KubeConfig } = await kubernetesClient();
  const config = new KubeConfig();
  const { context, kubeconfig: given } = access;
  const file = typeof given === "object" && "file" in given ? given.file : undefined;
  if (given !== undefined && file === undefined) {
    const text = resolveCredential("kubernetes.kubeconfig", given);
    parsed("the given kubeconfig", () => config.loadFromString(text));
  } else if (file !== undefined) {
    // Read by its path, because it may refer to other files by relative paths.
    parsed(`the kubeconfig ${file}`, () => config.loadFromFile(file));
  } else {
    const name = process.env.KUBECONFIG ?? "";
    parsed(`the kubeconfig ${name || "~/.kube/config"}`, () => config.loadFromDefault());
    if (config.getCurrentCluster()?.server === NONE) {
      throw refused("no kubeconfig: neither KUBECONFIG nor ~/.kube/config exists");
    }
  }
  // kubectl accepts an http server; the client does so only if it need not verify anything.
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  if (context !== undefined) config.setCurrentContext(context);
  checkContext(config, context);
  return config;
}

export function currentCluster(config: KubeConfig): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw refused("the kubeconfig's context names no cluster");
  return cluster;
}

/** The client's default if it finds no kubeconfig. */
const NONE = "http://localhost:8080";

function checkContext(config: KubeConfig, wanted: string | undefined): void {
  const names = config.getContexts().map(({ name }) => name);
  const current = config.getCurrentContext();
  if (wanted === undefined && !current) {
    throw refused(`the kubeconfig has no current context; its contexts: ${listed(names)}`);
  }
  if (!names.includes(current)) {
    throw refused(`the kubeconfig has no context "${current}"; its contexts: ${listed(names)}`);
  }
  currentCluster(config);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** A parser's message would show the lines around a mistake, including credentials. */
function parsed(what: string, load: () => void): void {
  try {
    load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(`${what} cannot be read (${code ?? "it is not a kubeconfig"})`);
  }
}

function refused(message: string): ForwardError {
  return new ForwardError("kubeconfig", "invalid", message);
}

import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  type KubernetesObject,
} from "@kubernetes/client-node";

export function kubeConfig(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

export function coreApi(kubeconfig: string): CoreV1Api {
  return kubeConfig(kubeconfig).makeApiClient(CoreV1Api);
}

/** Creates the objects, or updates existing ones. */
export async function apply(
  kubeconfig: string,
  objects: readonly KubernetesObject[],
): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(kubeConfig(kubeconfig));
  for (const object of objects) {
    const strategy = PatchStrategy.ServerSideApply;
    await api.patch(object, undefined, undefined, "sandbox", true, strategy);
  }
}

/** Whether the cluster answers a request with the expected result. */
export function holds(question: () => Promise<boolean>): () => Promise<boolean> {
  return () => question().catch(() => false);
}

/** The server's message inside an error of the client. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiException) {
    const body = error.body as unknown;
    const parsed = typeof body === "string" ? attemptToParse(body) : body;
    const message = (parsed as { message?: unknown } | undefined)?.message;
    return typeof message === "string" ? message : `HTTP ${error.code}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function attemptToParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

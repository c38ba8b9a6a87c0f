/** Clients of the Kubernetes API with a time limit, and their errors as messages. */
import type {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  PolicyV1Api,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { classifyFailure, ForwardError } from "../core/errors";
import { currentCluster, kubernetesClient } from "./kubeconfig";

/** An unresponsive API server must not look like a slow worker. */
export const ANSWER_TIMEOUT_MS = 10_000;

export interface KubernetesApis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly policy: PolicyV1Api;
  readonly custom: CustomObjectsApi;
}

export async function kubernetesApis(config: KubeConfig): Promise<KubernetesApis> {
  const client = await kubernetesClient();
  const { createConfiguration, ServerConfiguration } = client;
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(currentCluster(config).server, {}),
    authMethods: { default: config },
    promiseMiddleware: [
      {
        // The client has no time limit of its own.
        pre: (request) => {
          request.setSignal(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
          return Promise.resolve(request);
        },
        post: (response) => Promise.resolve(response),
      },
    ],
  });
  return {
    core: new client.CoreV1Api(configuration),
    apps: new client.AppsV1Api(configuration),
    policy: new client.PolicyV1Api(configuration),
    custom: new client.CustomObjectsApi(configuration),
  };
}

/** Converts any error of these clients into a `ForwardError`. */
export async function inWords<T>(
  answer: Promise<T>,
  server: string,
  namespace: string,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ForwardError) throw error;
    const { ApiException } = await kubernetesClient();
    if (!(error instanceof ApiException)) throw notAnswered(error as Error, server);
    const message = messageOf(error.body) ?? "no message";
    const missing = `${message} in the namespace ${namespace}`;
    if (error.code === 404) throw new ForwardError("service", "unreachable", missing);
    throw refusedBy(error.code, message, "api");
  }
}

/** Undefined if the object does not exist. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { ApiException } = await kubernetesClient();
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

/**
 * Nothing was sent to Connect, whatever the API server did with the request, so it can be repeated.
 */
export function notAnswered(error: Error, server: string): ForwardError {
  const { code } = error as NodeJS.ErrnoException;
  const kind = classifyFailure(code, error.message) === "tls" ? "tls" : "unreachable";
  const said =
    error.name === "AbortError"
      ? `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`
      : error.message.replace(/^request to .* failed, reason: /, "") || (code ?? error.name);
  return new ForwardError("api", kind, `no answer from the Kubernetes API at ${server}: ${said}`);
}

export function refusedBy(status: number, message: string, problem: "api" | "pod"): ForwardError {
  const said = `the Kubernetes API answered ${status}: ${message}`;
  if (status === 401) return new ForwardError("login", "unauthorized", said);
  if (status === 403) return new ForwardError("forbidden", "unauthorized", said);
  return new ForwardError(problem, "unreachable", said);
}

/** Kubernetes' `Status` has a `message`; answers from other servers do not. */
export function messageOf(body: unknown): string | undefined {
  try {
    const status: unknown = typeof body === "string" ? JSON.parse(body) : body;
    const { message } = (status ?? {}) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

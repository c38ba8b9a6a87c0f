/**
 * Connections to a pod of a Service through the Kubernetes API, like `kubectl port-forward`, but
 * without a local port: each one is a separate stream, and ends with the process.
 */
import type { Duplex, Readable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type Clock, systemClock } from "../core/clock";
import type { KubernetesService } from "../endpoint/endpoint";
import { ForwardError } from "../core/errors";
import { ForwardedStream } from "./forwarded-stream";
import { currentCluster, loadKubeConfig } from "./kubeconfig";
import {
  ANSWER_TIMEOUT_MS,
  inWords,
  kubernetesApis,
  messageOf,
  notAnswered,
  refusedBy,
} from "./api";
import { choosePod, selectorOf, type ServicePod } from "./service-pod";
import { SharedRead } from "../core/shared-read";

type RequestOptions = Parameters<KubeConfig["applyToHTTPSOptions"]>[0];

const PROTOCOL = "v4.channel.k8s.io";
/**
 * Connections that are opened together share one list of pods, and a token is never older than a
 * minute.
 */
const TARGET_MAX_AGE_MS = 10_000;

interface Target {
  readonly url: string;
  /** How to reach the API server: its CA, and the user's certificate or token. */
  readonly options: RequestOptions;
  readonly pod: ServicePod;
}

export type OpenStream = () => Promise<Duplex>;

/** Opens another connection at each call. */
export function portForward(service: KubernetesService, clock: Clock = systemClock): OpenStream {
  let notBefore = 0;
  let failed: string | undefined;
  const target = new SharedRead(() => findTarget(service, failed), clock);
  const connect = async () => {
    const found = await target.get(Math.max(notBefore, clock.now() - TARGET_MAX_AGE_MS));
    const anew = () => {
      notBefore = clock.now();
    };
    const failing = () => {
      failed = found.pod.uid;
      anew();
    };
    try {
      const stream = await openStream(found);
      return stream.once("error", failing).once("end", anew);
    } catch (error) {
      if (isLogin(error)) anew();
      else failing();
      throw error;
    }
  };
  // The kubeconfig may have been rotated since it was read, so it is read again, once.
  return async () => {
    try {
      return await connect();
    } catch (error) {
      if (!isLogin(error)) throw error;
      return connect();
    }
  };
}

function isLogin(error: unknown): boolean {
  return error instanceof ForwardError && error.problem === "login";
}

async function findTarget(service: KubernetesService, avoid: string | undefined): Promise<Target> {
  const config = await loadKubeConfig(service);
  const { server } = currentCluster(config);
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const message = `the kubeconfig's user cannot log in: ${(error as Error).message.trim()}`;
    throw new ForwardError("login", "unauthorized", message);
  }
  const pod = await inWords(findPod(config, service, avoid), server, service.namespace);
  const base = server.replace(/^http/, "ws").replace(/\/+$/, "");
  const path = `/api/v1/namespaces/${service.namespace}/pods/${pod.name}/portforward`;
  return { url: `${base}${path}?ports=${pod.port}`, options, pod };
}

async function findPod(
  config: KubeConfig,
  named: KubernetesService,
  avoid: string | undefined,
): Promise<ServicePod> {
  const { core } = await kubernetesApis(config);
  const { namespace } = named;
  const service = await core.readNamespacedService({ namespace, name: named.service });
  const labelSelector = selectorOf(service, named);
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  return choosePod(service, items, named, avoid);
}

async function openStream({ url, options }: Target): Promise<ForwardedStream> {
  const { WebSocket } = await import("ws");
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(url, PROTOCOL, {
      ...(options as object),
      handshakeTimeout: ANSWER_TIMEOUT_MS,
      perMessageDeflate: false,
    });
    // Created immediately, because the first messages may arrive with the answer.
    webSocket.once("open", () => resolve(new ForwardedStream(webSocket)));
    webSocket.on("error", (error) => reject(notAnswered(error, new URL(url).origin)));
    webSocket.once("unexpected-response", (request, response) => {
      void textOf(response).then((text) => {
        request.destroy();
        reject(refusedBy(response.statusCode ?? 0, messageOf(text) ?? "no message", "pod"));
      });
    });
  });
}

const LONGEST_BODY = 10_000;

async function textOf(response: Readable): Promise<string> {
  let text = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) {
      text += chunk as string;
      if (text.length > LONGEST_BODY) break;
    }
  } catch {
    // The received part says enough.
  }
  return text;
}

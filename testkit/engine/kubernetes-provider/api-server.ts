import { existsSync } from "node:fs";
import * as https from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { at, isObject, type Properties, text } from "../stand-in/properties";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The same as the real provider's, so that a stack could move to it. */
const fieldManager = "pulumi-kubernetes";

/** Objects as plain JSON, which the typed clients would change. */
export class ApiServer {
  readonly #config = new KubeConfig();
  readonly #kinds = new Map<string, Promise<Properties[]>>();

  /** The text of a kubeconfig or its path; default: the environment's. */
  constructor(kubeconfig: string | undefined, context: string | undefined) {
    if (kubeconfig === undefined) this.#config.loadFromDefault();
    else if (existsSync(kubeconfig)) this.#config.loadFromFile(kubeconfig);
    else this.#config.loadFromString(kubeconfig);
    if (context !== undefined) this.#config.setCurrentContext(context);
  }

  /** Undefined if there is none. */
  async read(object: Properties): Promise<Properties | undefined> {
    return missingAsUndefined(this.#request("GET", await this.#path(object)));
  }

  async apply(
    object: Properties,
    { manager, force } = { manager: fieldManager, force: true },
  ): Promise<Properties> {
    const query = `?fieldManager=${manager}&force=${String(force)}`;
    return this.#request("PATCH", (await this.#path(object)) + query, object);
  }

  /** Dependent objects are deleted first. */
  async delete(object: Properties): Promise<void> {
    const options = { propagationPolicy: "Foreground" };
    await missingAsUndefined(this.#request("DELETE", await this.#path(object), options));
  }

  async list(
    apiVersion: string,
    kind: string,
    namespace: string,
    labels: Properties,
  ): Promise<Properties[]> {
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
    const path = await this.#path({ apiVersion, kind, metadata: { namespace } });
    const query = `?labelSelector=${encodeURIComponent(selector.join(","))}`;
    const answer = await this.#request("GET", path + query);
    return (answer.items as Properties[] | undefined) ?? [];
  }

  async #path(object: Properties): Promise<string> {
    const version = String(object.apiVersion);
    const root = version.includes("/") ? `/apis/${version}` : `/api/${version}`;
    const kinds = this.#kinds.get(root) ?? this.#discover(root);
    this.#kinds.set(root, kinds);
    const found = (await kinds).find(
      ({ kind, name }) => kind === object.kind && !String(name).includes("/"),
    );
    if (found === undefined) {
      this.#kinds.delete(root); // It may be defined later.
      throw new ApiError(404, `the cluster has no kind ${String(object.kind)} in ${version}`);
    }
    const namespace = text(at(object, "metadata", "namespace")) ?? "default";
    const name = text(at(object, "metadata", "name"));
    return [
      root,
      ...(found.namespaced === true ? ["namespaces", namespace] : []),
      found.name,
      ...(name === undefined ? [] : [name]),
    ].join("/");
  }

  async #discover(root: string): Promise<Properties[]> {
    const answer = await this.#request("GET", root);
    return answer.resources as Properties[];
  }

  async #request(method: string, path: string, body?: Properties): Promise<Properties> {
    const server = this.#config.getCurrentCluster()?.server;
    if (server === undefined) throw new Error("there is no kubeconfig, or it names no cluster");
    const options: https.RequestOptions = { method, timeout: 30_000 };
    await this.#config.applyToHTTPSOptions(options);
    const type = method === "PATCH" ? "application/apply-patch+yaml" : "application/json";
    Object.assign((options.headers ??= {}), { "content-type": type, accept: "application/json" });
    const { status, json } = await send(new URL(server.replace(/\/$/, "") + path), options, body);
    if (status < 300) return json;
    throw new ApiError(status, text(json.message) ?? `HTTP ${status}`);
  }
}

function send(
  url: URL,
  options: https.RequestOptions,
  body: Properties | undefined,
): Promise<{ status: number; json: Properties }> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, options, (response) => {
      let received = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
      response.once("error", reject).once("end", () => {
        resolve({ status: response.statusCode ?? 0, json: parsed(received) });
      });
    });
    request.once("timeout", () => request.destroy(new Error(`${url.host} does not answer`)));
    request.once("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(received: string): Properties {
  try {
    const json: unknown = JSON.parse(received);
    return isObject(json) ? json : {};
  } catch {
    return { message: received };
  }
}

async function missingAsUndefined(answer: Promise<Properties>): Promise<Properties | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

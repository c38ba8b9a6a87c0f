/** Brings the endpoint of a cluster into its canonical form. */
import { ENDPOINT_ARGUMENTS, KUBERNETES_ARGUMENTS } from "./arguments";
import { canonicalUrl, type Endpoint, serviceUrl } from "./endpoint";
import { PROGRAM_TERMS, type Terms } from "./terms";
import { type Draft, isUnknown, type MaybeUnknown, type Unknown, UNKNOWN } from "../core/unknown";
import {
  asNumber,
  type Fail,
  isMap,
  isWholeNumber,
  notRequiredText,
  optional,
  type Raw,
  refuseUnknown,
  withoutNull,
} from "../core/values";
import { checkCredential, checkCredentials, isOptionalText } from "./check-credentials";

/**
 * The result has the declared type only if nothing fails. `fail` gets paths as in a program, and
 * reasons in the words of `terms`.
 */
export function canonicalEndpoint(
  given: unknown,
  fail: Fail,
  terms: Terms = PROGRAM_TERMS,
): MaybeUnknown<Endpoint> {
  if (isMap(given)) return canonicalMap(given, fail, terms) as Draft<Endpoint>;
  if (isReference(given)) fail("cluster", OF_RESOURCE);
  else if (given == null) fail("cluster", NO_CLUSTER);
  else if (!isUnknown(given)) fail("cluster", "must be a map: the endpoint of a Connect cluster");
  return given as Unknown;
}

function canonicalMap(given: Raw, fail: Fail, terms: Terms): Raw {
  const raw = withoutNull(given);
  refuseUnknown("cluster", raw, ENDPOINT_ARGUMENTS, fail);
  checkCredentials(raw, fail);
  const endpoint = withService(raw, fail);
  if (isUnknown(endpoint.url)) return endpoint;
  let url: URL;
  try {
    url = new URL(typeof endpoint.url === "string" ? endpoint.url : "");
  } catch {
    fail("cluster.url", "must be a url such as https://connect.example.com:8083");
    return endpoint;
  }
  if (!["http:", "https:"].includes(url.protocol)) fail("cluster.url", "must be http or https");
  if (url.username !== "" || url.password !== "") {
    fail("cluster.url", `must not contain credentials: pass them as ${terms.name("basicAuth")}`);
  }
  if (/[?#]/.test(url.href)) fail("cluster.url", "must end with its path");
  const { id } = endpoint;
  if (id === "") fail("cluster.id", "must not be empty: leave it out");
  else if (!isOptionalText(id)) fail("cluster.id", "must be a string");
  checkAccess(endpoint, url, fail, terms);
  return { ...endpoint, url: canonicalUrl(url.href) };
}

export const NO_CLUSTER = "is required: the endpoint of a Connect cluster";
const OF_RESOURCE =
  "is a resource, and must be an endpoint: give the output `endpoint` of the `ConnectCluster`";

/** If a program passes a resource instead of a value, the plugin gets its URN. */
function isReference(given: unknown): boolean {
  return typeof given === "string" && given.startsWith("urn:pulumi:");
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Completes the Kubernetes Service of an endpoint. The Service's own url is the default. */
function withService(endpoint: Raw, fail: Fail): Raw {
  const { kubernetes: raw, ...direct } = endpoint;
  if (raw === undefined) return direct;
  const rest = { ...endpoint, url: endpoint.url ?? UNKNOWN };
  if (isUnknown(raw)) return rest;
  if (!isMap(raw)) {
    fail("cluster.kubernetes", "must be a namespace and a service");
    return rest;
  }
  refuseUnknown("cluster.kubernetes", raw, KUBERNETES_ARGUMENTS, fail);
  const { namespace, service: name, port, context, kubeconfig } = raw;
  const service: Raw = {
    namespace,
    service: name,
    port: asNumber(port ?? KUBERNETES_ARGUMENTS.port.default),
    ...optional("context", context ?? undefined),
    ...optional("kubeconfig", kubeconfig ?? undefined),
  };
  const wrong = checkService(service, fail);
  const unknown = [service.namespace, service.service, service.port].some(isUnknown);
  const url = endpoint.url ?? (wrong || unknown ? UNKNOWN : serviceUrl(service as never));
  return { ...endpoint, url, kubernetes: service };
}

/** Whether the Service is named incorrectly. */
function checkService(service: Raw, fail: Fail): boolean {
  const refuse = (part: string, reason: string) => fail(`cluster.kubernetes.${part}`, reason);
  let wrong = false;
  for (const part of ["namespace", "service"]) {
    const name = service[part];
    if (isUnknown(name) || (typeof name === "string" && LABEL.test(name))) continue;
    const what = `the ${part}'s name in Kubernetes`;
    refuse(part, notRequiredText(name, what) ?? `must be ${what}`);
    wrong = true;
  }
  const { port, context, kubeconfig } = service;
  if (!isUnknown(port) && !(isWholeNumber(port, 1) && Number(port) <= 65_535)) {
    refuse("port", "must be the number of the Service's port");
    wrong = true;
  }
  if (context !== undefined && (typeof context !== "string" || context === "")) {
    refuse("context", "must be the name of a context of the kubeconfig");
  }
  checkCredential("cluster.kubernetes.kubeconfig", kubeconfig, fail);
  const isText = typeof kubeconfig === "string" && !isUnknown(kubeconfig);
  if (isText && !/["']?clusters["']?\s*:/.test(kubeconfig)) {
    refuse("kubeconfig", "must be a kubeconfig's text; for a file give { file: path }");
  }
  return wrong;
}

function checkAccess(endpoint: Raw, url: URL, fail: Fail, terms: Terms): void {
  if (endpoint.basicAuth !== undefined && endpoint.bearerToken !== undefined) {
    fail("cluster.bearerToken", `cannot be combined with ${terms.name("basicAuth")}`);
  }
  if (!isMap(endpoint.tls)) return;
  if (url.protocol === "http:") fail("cluster.tls", "needs a url that begins with https");
  const { tls } = endpoint;
  for (const part of ["ca", "cert", "key"]) {
    const text = tls[part];
    if (typeof text === "string" && !isUnknown(text) && !text.includes("-----BEGIN ")) {
      fail(`cluster.tls.${part}`, "must be PEM text; for a file give { file: path }");
    }
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const missing = tls.cert === undefined ? "cert" : "key";
    fail(`cluster.tls.${missing}`, "is missing: a client certificate needs cert and key");
  }
}

/** Explains errors to the user, with the next step. */
import type { Cluster } from "./session";
import { CredentialError } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { PROGRAM_TERMS, type Terms } from "../endpoint/terms";
import { CancelledError } from "../core/clock";
import {
  type ConnectError,
  type ErrorKind,
  type ForwardProblem,
  isConnectError,
  type Stranger,
} from "../core/errors";
import type { Redactor } from "./redact";
import { UNREACHABLE_STEPS } from "./unreachable";

/** An error message in parts, so that a front end can show some of them, or in another form. */
export interface Explained {
  /** What happened. */
  readonly what: string;
  /** The remaining lines of Connect's message. */
  readonly more?: string;
  /** What to do next. */
  readonly step?: string;
  /** The property that is wrong: `cluster.tls.cert`. */
  readonly path?: string;
}

/** Ends an operation. The user sees only its text, which has no secret but has the next step. */
export class UserError extends Error {
  readonly explained: Explained;

  constructor(explained: string | Explained) {
    const parts = typeof explained === "string" ? { what: explained } : explained;
    super([parts.what, parts.more, parts.step].filter((part) => part !== undefined).join("\n"));
    this.name = "UserError";
    this.explained = parts;
    // The engine's host of dynamic providers prints `${error}: ${error.stack}` beside the error
    // itself: our stack would not help the user.
    this.stack = this.message;
  }

  override toString(): string {
    return "Kafka Connect";
  }

  /**
   * For an operation on a resource. The engine shows the message, so the host prints only one line.
   */
  printedAs(line: string): this {
    this.stack = line;
    return this;
  }
}

/** Makes any thrown value printable. `doing` is the attempted action: `create connector "x"`. */
export function explain(
  error: unknown,
  doing: string,
  cluster: Pick<Cluster, "url">,
  redactor: Redactor,
  terms: Terms = PROGRAM_TERMS,
): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof CredentialError) {
    return new UserError({ what: `${doing}: ${error.inWords(terms)}`, path: error.path });
  }
  if (error instanceof CancelledError) return new UserError(`${doing}: ${error.message}`);
  if (!isConnectError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const what = `${doing}: unexpected error, please report it: ${redactor.message(text)}`;
    return new UserError(inLines(what));
  }
  const { call, serverMessage, status, stranger } = error;
  const answered = status === undefined ? "" : ` answered ${status}`;
  // Without an answer from Connect, it is Node's message about the connection, or our own.
  const ours = status === undefined || stranger !== undefined;
  const said = ours ? serverMessage : redactor.message(serverMessage);
  return new UserError({
    ...inLines(`${doing} on ${cluster.url}: ${call}${answered}: ${said}`),
    step: nextStep(error, cluster, terms),
  });
}

function inLines(text: string): Pick<Explained, "what" | "more"> {
  const [what = "", ...more] = text.split("\n");
  return more.length === 0 ? { what } : { what, more: more.join("\n") };
}

function nextStep(error: ConnectError, cluster: Pick<Cluster, "url">, terms: Terms): string {
  if (error.forward !== undefined) return forwardStep(error.forward, terms);
  const step =
    error.stranger === undefined
      ? KIND_STEPS[error.kind](error, terms)
      : strangerStep(error, error.stranger, cluster, terms);
  const { proxy } = error.circumstances;
  return proxy === undefined || error.stranger === "proxy"
    ? step
    : `${step} ${throughProxy(proxy, cluster, terms)}`;
}

function throughProxy(proxy: string, { url }: Pick<Cluster, "url">, { here }: Terms): string {
  const which = proxy === "" ? "a proxy" : `the proxy ${proxy}`;
  return (
    `The call went through ${which}, which HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names ${here}. ` +
    `If Kafka Connect is reached without it, add ${new URL(url).hostname} to NO_PROXY.`
  );
}

const RATE_LIMIT =
  "A gateway in front of Kafka Connect limits the number of calls. Try again later, with fewer at a time (`--parallel 4`), or raise its limit.";

const KIND_STEPS: Readonly<Record<ErrorKind, (error: ConnectError, terms: Terms) => string>> = {
  unreachable: ({ unreachable = "refused" }, terms) => UNREACHABLE_STEPS[unreachable](terms),
  busy: ({ status }) =>
    status === 429
      ? RATE_LIMIT
      : "Kafka Connect kept rebalancing or restarting. Try again, or give more time with the resource option customTimeouts.",
  unanswered: outcomeStep,
  unauthorized: (_, { credentials }) => `The credentials are not accepted: check ${credentials}.`,
  tls: ({ serverMessage }, terms) => tlsStep(serverMessage, terms),
  invalid: () =>
    "Kafka Connect refuses the request: correct the config. `pulumi preview` shows each error on its key.",
  unsupported: (_, { name }) =>
    `This version of Kafka Connect does not offer it, or ${name("url")} does not lead to the root of its REST API.`,
  missing: () => "See the worker's log.",
  exists: () => "See the worker's log.",
  failed: () => "See the worker's log.",
};

/**
 * What is known about the outcome without a usable answer. Only a create can find its own
 * connector.
 */
function outcomeStep({ call }: ConnectError): string {
  if (call === "POST /connectors") {
    return "No usable answer came, so the change may have been made or not. Run `pulumi up` again. If it then reports that the connector already exists, the change was made: adopt the connector with adopt: true.";
  }
  if (call.startsWith("GET ") || call.endsWith("/validate")) {
    return "No usable answer came, and nothing was changed. Are the workers up, or does something in between cut the connection? Try again.";
  }
  return "No usable answer came, so the change may have been made or not. Run the command again: it does only what is left to do.";
}

const STRANGER_STEPS: Readonly<
  Record<Exclude<Stranger, "login" | "redirect" | "proxy">, (terms: Terms) => string>
> = {
  "rate-limit": () => RATE_LIMIT,
  gateway: ({ name }) =>
    `Something in front of Kafka Connect answered in its place. Are the workers up, and does ${name("url")}, including its path, lead to them?`,
  page: ({ name }) =>
    `Set ${name("url")} to the root of Kafka Connect's REST API, which answers with JSON.`,
  empty: ({ name }) =>
    `Set ${name("url")} to the root of Kafka Connect's REST API. If it is right, a gateway in front of Kafka Connect removes the body of its answers.`,
  json: ({ name }) =>
    `Another service answers there: set ${name("url")} to the root of Kafka Connect's REST API.`,
  firewall: ({ credentials, machine }) =>
    `A firewall or gateway in front of Kafka Connect refuses the call. Allow it from ${machine}; if the gateway asks for credentials, check ${credentials}.`,
  https: ({ name }) => `Begin ${name("url")} with https.`,
  "too-large": () =>
    "The config is larger than a gateway in front of Kafka Connect allows: raise its limit for the size of a request (in nginx client_max_body_size).",
  "too-long": () =>
    "The connector's name, or the credentials and headers of cluster, are too long: Kafka Connect takes 8 KiB for the request line and the headers together.",
};

function strangerStep(
  error: ConnectError,
  stranger: Stranger,
  cluster: Pick<Cluster, "url">,
  terms: Terms,
): string {
  if (error.kind === "unauthorized" && stranger === "gateway")
    return KIND_STEPS.unauthorized(error, terms);
  const { location, proxy } = error.circumstances;
  const isWrite = !error.call.startsWith("GET ") && !error.call.endsWith("/validate");
  const outcome = error.kind === "unanswered" && isWrite ? ` ${outcomeStep(error)}` : "";
  if (stranger === "login") {
    const leads =
      location === undefined ? "" : "This leads away from Kafka Connect, usually to a login page. ";
    return `${leads}A gateway asks for credentials: check ${terms.credentials}. If no login is needed, ${terms.name("url")} is wrong.${outcome}`;
  }
  if (stranger === "redirect") return redirectStep(location ?? "", error.call, cluster, terms);
  if (stranger === "proxy") {
    const through = proxy === undefined ? "" : `${throughProxy(proxy, cluster, terms)} `;
    return `${through}${proxyStep(error, terms)}`;
  }
  return `${STRANGER_STEPS[stranger](terms)}${outcome}`;
}

function proxyStep({ kind, status }: ConnectError, { here, name }: Terms): string {
  const variables = `HTTP_PROXY, HTTPS_PROXY or ALL_PROXY ${here}`;
  if (status === 407) return `Give the proxy's credentials in ${variables}.`;
  if (status === undefined) {
    return kind === "invalid"
      ? `Name an HTTP proxy in ${variables}.`
      : "Is it the right proxy, and is it up?";
  }
  return status >= 500
    ? `The proxy could not connect to Kafka Connect: is ${name("url")} right, are the workers up, and can the proxy reach them?`
    : `Allow the connection in the proxy; if it asks for credentials, give them in ${variables}.`;
}

/**
 * A redirect of the whole API keeps the path of the call; the part before that is the url to set.
 */
function redirectStep(
  location: string,
  call: string,
  { url }: Pick<Cluster, "url">,
  { credentials, name }: Terms,
): string {
  const path = (call.split(" ")[1] ?? "").split("?")[0] ?? "";
  const root = location.replace(/\/+$/, "");
  if (!root.endsWith(path)) {
    return `Redirects are not followed: set ${name("url")} to the root of Kafka Connect's REST API.`;
  }
  const api = root.slice(0, root.length - path.length);
  if (api === url.replace(/\/+$/, "")) {
    return `A gateway in front of Kafka Connect redirects each call to the same address: correct its rules. It may also ask for credentials: check ${credentials}.`;
  }
  const step = `Set ${name("url")} to ${api}.`;
  const elsewhere = new URL(location).hostname !== new URL(url).hostname;
  return elsewhere
    ? `${step} If you expect no other host, it is a login page: check ${credentials}.`
    : step;
}

const FORWARD_STEPS: Readonly<Record<ForwardProblem, (terms: Terms) => string>> = {
  kubeconfig: ({ name, here }) =>
    `Give ${name("kubernetes.kubeconfig")} and ${name("kubernetes.context")}, or set KUBECONFIG ${here}.`,
  login: ({ here }) =>
    `Kubernetes does not know the user of the kubeconfig (any more): log in again ${here}.`,
  forbidden: () =>
    "The user of the kubeconfig needs, in this namespace: get on services, list on pods, get and create on pods/portforward; for a ConnectCluster also get on statefulsets, and list on events to see why pods do not start.",
  api: ({ machine }) =>
    `Can ${machine} reach the Kubernetes API? Try \`kubectl version\` with the same kubeconfig and context.`,
  service: ({ name, service }) =>
    `Check ${service}, and that ${name("kubernetes.context")} is the right cluster.`,
  pods: () =>
    "Kafka Connect can be reached when one of its pods is ready: `kubectl describe pod` and `kubectl logs` show more.",
  pod: () =>
    "Does Kafka Connect listen on the Service's target port in that pod? `kubectl logs` shows more.",
};

export function forwardStep(problem: ForwardProblem, terms: Terms = PROGRAM_TERMS): string {
  return FORWARD_STEPS[problem](terms);
}

function tlsStep(message: string, { name }: Terms): string {
  if (/expired/i.test(message)) return "The worker's certificate has expired: renew it.";
  if (/altname|hostname/i.test(message)) {
    return `The worker's certificate is for another name: set ${name("tls.serverName")} to the one it is for.`;
  }
  if (/alert|certificate required/i.test(message)) {
    return `The worker requires a client certificate that it trusts: check ${name("tls.cert")} and ${name("tls.key")}.`;
  }
  if (/wrong version number/i.test(message)) {
    return `The worker does not speak TLS there: does ${name("url")} have to begin with http:?`;
  }
  if (/Expected HTTP/i.test(message)) {
    return `The worker does not speak plain HTTP there: does ${name("url")} have to begin with https?`;
  }
  if (/key values mismatch/i.test(message)) {
    return `The client's key does not belong to its certificate: check ${name("tls.cert")} and ${name("tls.key")}.`;
  }
  return `The worker's certificate is not signed by a CA that is trusted: set ${name("tls.ca")} to the one that signed it.`;
}

/** A deleted cluster must not prevent the user from destroying the stack. */
export const DELETE_UNREACHABLE = "PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE";

/**
 * How to remove a connector from the state if its delete failed with this error because the cluster
 * no longer exists; undefined if Connect answered. If the server asks for credentials, its
 * certificate is wrong or another service answers, the cluster may well exist, so nothing is
 * removed.
 */
export function deleteHint(
  error: ConnectError,
  endpoint: Pick<Endpoint, "url">,
): string | undefined {
  if (error.mayBeGone) return deleteUnreachableHint(endpoint);
  const { kind, forward, stranger } = error;
  // Connect itself may still be there, or may be gone behind what answers instead.
  const atTheDoor =
    ["unauthorized", "tls", "unsupported"].includes(kind) ||
    forward !== undefined ||
    stranger !== undefined;
  if (!atTheDoor) return undefined;
  return (
    `If the Connect cluster at ${endpoint.url} is gone for good, remove the connector from the state: ` +
    "`pulumi state delete <URN>`; `pulumi stack --show-urns` shows the URN."
  );
}

export function deleteUnreachableHint(endpoint: Pick<Endpoint, "url">): string {
  return (
    `If the Connect cluster at ${endpoint.url} is gone for good, set ${DELETE_UNREACHABLE}=true ` +
    "and run again: its connectors are then removed from the state without a call."
  );
}

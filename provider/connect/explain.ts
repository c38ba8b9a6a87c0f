/** Errors in the words of the one who has to do something about them. */
import type { Cluster } from "./session";
import { CredentialError } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { type ConnectError, type ForwardProblem, isConnectError } from "../core/errors";
import type { Redactor } from "./redact";

/** Ends an operation. Its text is all that the user sees: no secret, and what to do next. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UserError";
    // The engine's host of dynamic providers prints `${error}: ${error.stack}` beside the error
    // itself: a stack of ours would tell the user nothing.
    this.stack = message;
  }

  override toString(): string {
    return "Kafka Connect";
  }
}

/** Makes anything thrown printable. `doing` is what was tried: `create connector "x"`. */
export function explain(
  error: unknown,
  doing: string,
  cluster: Pick<Cluster, "url">,
  redactor: Redactor,
): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof CredentialError) return new UserError(`${doing}: ${error.message}`);
  if (!isConnectError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new UserError(`${doing}: unexpected error, please report it: ${redactor.message(text)}`);
  }
  const status = error.status === undefined ? "" : ` answered ${error.status}`;
  // Without an answer they are Node's own words about the connection.
  const said =
    error.status === undefined ? error.serverMessage : redactor.message(error.serverMessage);
  return new UserError(
    `${doing} on ${cluster.url}: ${error.call}${status}: ${said}\n` +
      (error.forward === undefined ? nextStep(error) : FORWARD_STEPS[error.forward]),
  );
}

function nextStep(error: ConnectError): string {
  switch (error.kind) {
    case "unreachable":
      return "Kafka Connect cannot be reached. Is cluster.url right, are the workers up, and can the machine that runs Pulumi reach them?";
    case "busy":
      return "Kafka Connect was rebalancing or restarting all the time. Try again, or give more time with the resource option customTimeouts.";
    case "unanswered":
      return "No usable answer came, so it is not known whether the change was made. Run `pulumi up` again; if it then says that the connector already exists, it was made: take it over with adopt: true.";
    case "unauthorized":
      return "The credentials are not accepted: check cluster.basicAuth, cluster.bearerToken or cluster.headers.";
    case "tls":
      return tlsStep(error.serverMessage);
    case "invalid":
      return "Kafka Connect refuses the request: correct the config. `pulumi preview` shows each error on its key.";
    case "unsupported":
      return "This version of Kafka Connect does not offer it, or cluster.url does not lead to the root of its REST API.";
    case "missing":
    case "exists":
    case "failed":
      return "The worker's log says more.";
  }
}

export const FORWARD_STEPS: Readonly<Record<ForwardProblem, string>> = {
  kubeconfig:
    "Give cluster.kubernetes.kubeconfig and cluster.kubernetes.context, or set KUBECONFIG where Pulumi runs.",
  login:
    "Kubernetes does not know the user of the kubeconfig (any more): log in again where Pulumi runs.",
  forbidden:
    "The user of the kubeconfig needs, in this namespace: get on services, list on pods, get and create on pods/portforward; for a ConnectCluster also get on statefulsets, and list on events to see why pods do not start.",
  api: "Can the machine that runs Pulumi reach the Kubernetes API? `kubectl version` with the same kubeconfig and context tells.",
  service:
    "Check cluster.kubernetes.namespace, service and port, and that cluster.kubernetes.context is the right cluster.",
  pods: "Kafka Connect can be reached when one of its pods is ready: `kubectl describe pod` and `kubectl logs` say more.",
  pod: "Does Kafka Connect listen on the Service's target port in that pod? `kubectl logs` says more.",
};

function tlsStep(message: string): string {
  if (/expired/i.test(message)) return "The worker's certificate has expired: renew it.";
  if (/altname|hostname/i.test(message)) {
    return "The worker's certificate is for another name: set cluster.tls.serverName to the one it is for.";
  }
  if (/alert|certificate required/i.test(message)) {
    return "The worker wants a client's certificate that it trusts: check cluster.tls.cert and cluster.tls.key.";
  }
  if (/wrong version number/i.test(message))
    return "The worker does not speak TLS there: check cluster.url.";
  if (/Expected HTTP/i.test(message)) {
    return "The worker does not speak plain HTTP there: does cluster.url have to begin with https?";
  }
  if (/key values mismatch/i.test(message)) {
    return "The client's key does not belong to its certificate: check cluster.tls.cert and cluster.tls.key.";
  }
  return "The worker's certificate is not signed by a CA that is trusted: set cluster.tls.ca to the one that signed it.";
}

/** A cluster that is not there any more must not keep a stack from being destroyed. */
export const DELETE_UNREACHABLE = "PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE";

export function deleteUnreachableHint(endpoint: Pick<Endpoint, "url">): string {
  return (
    `If the Connect cluster at ${endpoint.url} is gone for good, set ${DELETE_UNREACHABLE}=true ` +
    "and run again: its connectors are then dropped from the state without a call."
  );
}

/** Every argument of an endpoint, with its default and the cost of changing it. */
import type { Argument } from "../core/argument";
import { DEFAULT_PORT, type Endpoint, type KubernetesService } from "./endpoint";

/** Worded as in the doc comments. */
export const ENDPOINT_COSTS = { nothing: "costs nothing", replace: "replaces" } as const;

type EndpointArgument = Argument<keyof typeof ENDPOINT_COSTS>;

export const ENDPOINT_ARGUMENTS = {
  url: {
    otherwise: "required; with `kubernetes`: `http://<service>.<namespace>:<port>`",
    cost: "nothing",
  },
  id: { otherwise: "the url", cost: "replace" },
  basicAuth: { cost: "nothing" },
  bearerToken: { cost: "nothing" },
  headers: { cost: "nothing" },
  tls: { cost: "nothing" },
  kubernetes: { otherwise: "the url is called directly", cost: "nothing" },
  managed: { default: false, cost: "nothing" },
} satisfies Record<keyof Endpoint, EndpointArgument>;

export const BASIC_AUTH_ARGUMENTS = {
  username: { cost: "nothing" },
  password: { cost: "nothing" },
} satisfies Record<keyof NonNullable<Endpoint["basicAuth"]>, EndpointArgument>;

export const TLS_ARGUMENTS = {
  ca: { otherwise: "the CAs that Node.js trusts", cost: "nothing" },
  cert: { otherwise: "none", cost: "nothing" },
  key: { otherwise: "none", cost: "nothing" },
  serverName: { otherwise: "the host name of the url", cost: "nothing" },
  insecureSkipVerify: { default: false, cost: "nothing" },
} satisfies Record<keyof NonNullable<Endpoint["tls"]>, EndpointArgument>;

export const KUBERNETES_ARGUMENTS = {
  namespace: { cost: "replace" },
  service: { cost: "replace" },
  port: { default: DEFAULT_PORT, cost: "replace" },
  context: { otherwise: "the current context", cost: "nothing" },
  kubeconfig: {
    otherwise:
      "as kubectl: `KUBECONFIG`, `~/.kube/config`, or the service account of the pod that runs Pulumi",
    cost: "nothing",
  },
} satisfies Record<keyof KubernetesService, EndpointArgument>;

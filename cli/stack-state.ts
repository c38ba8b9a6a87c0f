/** Reads the Connect clusters and connectors from the state of a Pulumi stack. */
import { clusterId, type Endpoint } from "../provider/endpoint/endpoint";
import type { TargetState } from "../provider/connect/status";
import { isOf } from "../provider/core/resource-types";
import { isMarkedSecret } from "../provider/core/secret-mark";
import type { Inputs } from "../provider/connector/inputs";
import { declaredIn, type Outputs, type Props } from "../provider/connector/outputs";
import { knownIn, type SetOutputs } from "../provider/set/outputs";

export interface DeclaredConnector {
  /** The name in the program of its resource, or of the set that contains it. */
  readonly resource: string;
  /** Whether that resource is a `ConnectorSet`, whose name is not the connector's. */
  readonly ofSet?: true;
  readonly name: string;
  readonly state: TargetState;
  readonly makesTasks: boolean;
  /** Config keys that are secret according to the program or Pulumi. */
  readonly secretKeys: readonly string[];
}

export interface DeclaredCluster {
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly connectors: readonly DeclaredConnector[];
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  /** Set if a replacement exists and the resource will be deleted. */
  readonly delete?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const CLUSTER = /^pulumi-kafka-connect:index:ConnectCluster$/;

/** The clusters of an exported deployment, with the connectors that the stack has on each. */
export function declaredClusters(deployment: unknown): DeclaredCluster[] {
  const { resources = [] } = (deployment ?? {}) as { resources?: readonly Resource[] };
  const clusters = new Map<string, { endpoint: Endpoint; connectors: DeclaredConnector[] }>();
  const at = (endpoint: Endpoint) => {
    const id = clusterId(endpoint);
    const known = clusters.get(id) ?? { endpoint, connectors: [] };
    clusters.set(id, known);
    return known;
  };
  const present = resources.filter((resource) => resource.delete !== true);
  for (const { type, outputs } of present) {
    const endpoint = CLUSTER.test(type) ? plain(outputs?.["endpoint"]) : undefined;
    if (isEndpoint(endpoint)) at(endpoint);
  }
  for (const { type, urn, outputs } of present) {
    const resource = urn.split("::").at(-1) ?? urn;
    for (const { cluster, name, state, waitFor, secretKeys } of declaredBy(type, outputs)) {
      const makesTasks = waitFor === "tasks";
      at(cluster).connectors.push({
        resource,
        ...(isOf("set", type) ? { ofSet: true } : {}),
        name,
        state,
        makesTasks,
        secretKeys: secretKeys ?? [],
      });
    }
  }
  return [...clusters].map(([id, cluster]) => ({ id, ...cluster }));
}

/** The inputs of each connector of a resource. */
function declaredBy(type: string, outputs: Resource["outputs"]): Inputs[] {
  if (outputs === undefined || !(isOf("connector", type) || isOf("set", type))) return [];
  const props = plain(outputs) as Props<Outputs> & Props<SetOutputs>;
  if (!isEndpoint(props.cluster)) return [];
  if (isOf("connector", type)) return [declaredIn(props)];
  return [...knownIn(props).values()].map(({ inputs }) => inputs);
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === "object" && value !== null && "url" in value;
}

/** Unwraps a secret value in a state that was exported with secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { plaintext } = value as Record<string, unknown>;
  if (isMarkedSecret(value) && typeof plaintext === "string") return plain(JSON.parse(plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

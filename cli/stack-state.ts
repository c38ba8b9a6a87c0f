/** Reads the Connect clusters and connectors from the state of a Pulumi stack. */
import { clusterId, type Endpoint } from "../provider/endpoint/endpoint";
import { configuredCluster, withLogin } from "../provider/endpoint/provider-cluster";
import type { TargetState } from "../provider/connect/status";
import { CLUSTER_TYPE, isOf, PACKAGE } from "../provider/core/resource-types";
import { unmarked } from "../provider/core/secret-mark";
import type { Raw } from "../provider/core/values";
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
  readonly id?: string;
  /** The URN and id of its provider. */
  readonly provider?: string;
  readonly inputs?: Raw;
  readonly outputs?: Raw;
}

const PROVIDER = `pulumi:providers:${PACKAGE}`;

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
    const endpoint = type === CLUSTER_TYPE ? unmarked(outputs?.["endpoint"]) : undefined;
    if (isEndpoint(endpoint)) at(endpoint);
  }
  const configured = configuredClusters(resources);
  for (const { type, urn, outputs, provider = "" } of present) {
    const resource = urn.split("::").at(-1) ?? urn;
    const declared = declaredBy(type, outputs, configured.get(provider));
    for (const { cluster, name, state, waitFor, secretKeys } of declared) {
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

/** The cluster of each provider of the plugin that has one, by the provider's URN and id. */
function configuredClusters(resources: readonly Resource[]): Map<string, unknown> {
  const providers = resources.filter(({ type }) => type === PROVIDER);
  return new Map(
    providers.map(({ urn, id = "", inputs = {} }) => [
      `${urn}::${id}`,
      configuredCluster(unmarked(inputs) as Raw),
    ]),
  );
}

/** The inputs of each connector of a resource. `configured` is the cluster of its provider. */
function declaredBy(type: string, outputs: Resource["outputs"], configured: unknown): Inputs[] {
  if (outputs === undefined || !(isOf("connector", type) || isOf("set", type))) return [];
  const props = withLogin(unmarked(outputs) as Raw, configured) as unknown as Props<Outputs> &
    Props<SetOutputs>;
  if (!isEndpoint(props.cluster)) return [];
  if (isOf("connector", type)) return [declaredIn(props)];
  return [...knownIn(props).values()].map(({ inputs }) => inputs);
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === "object" && value !== null && "url" in value;
}

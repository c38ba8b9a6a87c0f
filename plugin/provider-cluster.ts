/**
 * The cluster of the provider's configuration, for resources that name none. Their state records where
 * the cluster is, but never how to log in: credentials come from the configuration at each operation.
 */
import { clusterId, type Endpoint } from "../provider/endpoint/endpoint";
import { isKnown } from "../provider/core/unknown";
import { isMap, type Raw } from "../provider/core/values";

/** Marks inputs and outputs whose cluster is the provider's. The engine shows no `__` property. */
const MARK = { __cluster: "provider" } as const;

/** A resource's values as they are stored, with the cluster in full. */
export function withLogin(stored: Raw, configured: unknown): Raw {
  const { __cluster, ...values } = stored;
  const { cluster: place } = values;
  if (__cluster === undefined || !isMap(place) || !isMap(configured)) return values;
  return { ...values, cluster: loginTo(place, configured) };
}

/**
 * Credentials go to the cluster that they were configured for, and to no other: after a change to
 * another cluster, the address in the state gets none.
 */
function loginTo(place: Raw, configured: Raw): Raw {
  if (!isKnown([configured.url, configured.id, place]) || !isSame(place, configured)) return place;
  const { url: _, id: __, managed: ___, kubernetes: access, ...login } = configured;
  const { kubernetes: service } = place;
  const inside = isMap(service) && isMap(access) ? { kubernetes: { ...access, ...service } } : {};
  return { ...login, ...place, ...inside };
}

function isSame(place: Raw, configured: Raw): boolean {
  const [one, other] = [place, configured] as unknown as [Endpoint, Endpoint];
  return one.url === other.url || clusterId(one) === clusterId(other);
}

/** The other way round: without what only the configuration holds. */
export function withoutLogin(values: Raw): Raw {
  const { cluster } = values;
  if (!isMap(cluster)) return { ...values, ...MARK };
  const { url, id, managed, kubernetes } = cluster;
  const { kubeconfig: _, ...service } = isMap(kubernetes) ? kubernetes : {};
  const place = { url, id, managed, ...(isMap(kubernetes) ? { kubernetes: service } : {}) };
  const given = Object.entries(place).filter(([, value]) => value !== undefined);
  return { ...values, cluster: Object.fromEntries(given), ...MARK };
}

export function usesProviderCluster(stored: Raw): boolean {
  return stored.__cluster !== undefined;
}

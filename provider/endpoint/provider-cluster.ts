/**
 * The cluster in the configuration of the plugin's provider, for resources without their own. Their
 * state contains its address but never its credentials, which each operation takes from the
 * configuration.
 */
import { unmarked } from "../core/secret-mark";
import { isKnown, isUnknown, type MaybeUnknown } from "../core/unknown";
import { isMap, type Raw } from "../core/values";
import { canonicalEndpoint } from "./canonical";
import { addressOf, clusterId, type Endpoint } from "./endpoint";

/**
 * Marks inputs and outputs that use the provider's cluster. The engine does not show `__`
 * properties.
 */
const MARK = { __cluster: "provider" } as const;

/** In canonical form; undefined if there is none. */
export function configuredCluster(configuration: Raw): MaybeUnknown<Endpoint> | undefined {
  const given = parsedCluster(configuration.cluster);
  return given === undefined ? undefined : canonicalEndpoint(given, () => undefined);
}

/** Stack configuration and generated SDKs pass an object as JSON. */
export function parsedCluster(cluster: unknown): unknown {
  if (cluster === null || cluster === undefined || cluster === "") return undefined;
  if (typeof cluster !== "string" || isUnknown(cluster)) return cluster;
  return unmarked(JSON.parse(cluster));
}

/** A resource's stored values, with the complete cluster. */
export function withLogin(stored: Raw, configured: unknown): Raw {
  const { __cluster, ...values } = stored;
  const { cluster: place } = values;
  if (__cluster === undefined || !isMap(place) || !isMap(configured)) return values;
  return { ...values, cluster: loginTo(place, configured) };
}

/**
 * Credentials go only to the cluster that they were configured for. After a change to another
 * cluster, the address in the state gets none.
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

/** The reverse: removes everything that only the configuration may contain. */
export function withoutLogin(values: Raw): Raw {
  const { cluster } = values;
  if (!isMap(cluster)) return { ...values, ...MARK };
  const { managed } = cluster;
  const address = { ...addressOf(cluster), ...(managed === undefined ? {} : { managed }) };
  return { ...values, cluster: address, ...MARK };
}

export function usesProviderCluster(stored: Raw): boolean {
  return stored.__cluster !== undefined;
}

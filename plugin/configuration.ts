/** The provider's own configuration: one argument, `cluster`. */
import { canonicalEndpoint } from "../provider/endpoint/canonical";
import { failureText } from "../provider/core/failure-text";
import { isUnknown, type MaybeUnknown } from "../provider/core/unknown";
import type { Endpoint } from "../provider/endpoint/endpoint";
import { type Failure, isMap, type Raw, refuseUnknown } from "../provider/core/values";
import { credentialPaths } from "./secret-paths";
import { opened, type Path, sealed } from "./wire";

const ARGUMENTS = { cluster: true } as const;
/** Properties that the engine adds. */
const OF_ENGINE = ["version", "pluginDownloadURL", "pluginChecksums"];

/** The configured cluster in canonical form; undefined if there is none. */
export function configuredCluster(configuration: Raw): MaybeUnknown<Endpoint> | undefined {
  const given = parsed(configuration.cluster);
  return given === undefined ? undefined : canonicalEndpoint(given, () => undefined);
}

export function checkConfiguration(configuration: Raw): { inputs: Raw; failures: Failure[] } {
  const { plain, paths } = opened(configuration);
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => {
    failures.push({ property: "", reason: failureText.format({ property, reason }) });
  };
  const given = Object.entries(plain).filter(([key]) => !OF_ENGINE.includes(key));
  refuseUnknown("", Object.fromEntries(given), ARGUMENTS, fail);
  let cluster: unknown;
  try {
    cluster = parsed(plain.cluster);
    if (cluster !== undefined) canonicalEndpoint(cluster, fail);
  } catch {
    fail("cluster", "must be an endpoint: as an object, or in its JSON form");
  }
  const credentials = credentialPaths(cluster).map((path): Path => ["cluster", ...path]);
  const secret = credentials.length > 0 || paths.length > 0;
  // As one string, it is secret as a whole.
  const all =
    typeof plain.cluster === "string" && secret ? [["cluster"]] : [...paths, ...credentials];
  return { inputs: sealed(plain, all), failures };
}

/** Stack configuration and generated SDKs pass an object as JSON. */
function parsed(cluster: unknown): unknown {
  if (cluster === null || cluster === undefined || cluster === "") return undefined;
  if (typeof cluster !== "string" || isUnknown(cluster)) return cluster;
  const value: unknown = JSON.parse(cluster);
  return isMap(value) ? opened(value).plain : value;
}

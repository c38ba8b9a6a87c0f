/** The provider's own configuration: one argument, `cluster`. */
import { canonicalEndpoint } from "../provider/endpoint/canonical";
import { failureText } from "../provider/core/failure-text";
import { type Failure, type Raw, refuseUnknown } from "../provider/core/values";
import { parsedCluster } from "../provider/endpoint/provider-cluster";
import { credentialPaths } from "./secret-paths";
import { opened, type Path, sealed } from "./wire";

const ARGUMENTS = { cluster: true } as const;
/** Properties that the engine adds. */
const OF_ENGINE = ["version", "pluginDownloadURL", "pluginChecksums"];

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
    cluster = parsedCluster(plain.cluster);
    if (cluster !== undefined) canonicalEndpoint(cluster, fail);
  } catch {
    fail(
      "cluster",
      'must be an endpoint: an object, or its JSON such as {"url": "http://localhost:8083"}',
    );
  }
  const credentials = credentialPaths(cluster).map((path): Path => ["cluster", ...path]);
  const secret = credentials.length > 0 || paths.length > 0;
  // As one string, it is secret as a whole.
  const all =
    typeof plain.cluster === "string" && secret ? [["cluster"]] : [...paths, ...credentials];
  return { inputs: sealed(plain, all), failures };
}

import type { Config } from "../connect/wire";
import { mayBeSecret } from "../connect/secrets";
import type { Cluster } from "../connect/session";
import { type Declared, OWN_KEYS } from "./config";
import { isUnder, keysOfConfig } from "./config-keys";
import { addedKeys, drifted } from "./drift";

/**
 * Finds drift on a cluster. It asks for the password keys only if others added keys; if Connect
 * does not return them, the added values are treated as secret.
 */
export async function driftOn<T extends Declared>(
  cluster: Pick<Cluster, "keysOf">,
  declared: T,
  live: Config,
): Promise<T> {
  const added = addedKeys(declared, live);
  if (added.length === 0) return drifted(declared, live);
  const type = live[OWN_KEYS.class] ?? declared.class;
  return drifted(declared, live, await passwordsIn(cluster, type, live));
}

/** Which keys of a config the workers define as passwords, or may. */
export async function passwordsIn(
  cluster: Pick<Cluster, "keysOf">,
  connectorClass: string,
  config: Config,
): Promise<(key: string) => boolean> {
  const { definitions, open } = await keysOfConfig(cluster, connectorClass, config);
  const passwords = (definitions ?? []).filter((key) => key.type === "PASSWORD");
  const unsaid = (key: string) => definitions === undefined || isUnder(open, key);
  return (key) =>
    unsaid(key) ? mayBeSecret(key, config[key] ?? "") : passwords.some(({ name }) => name === key);
}

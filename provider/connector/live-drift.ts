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
  const { definitions, open } = await keysOfConfig(cluster, type, live);
  const passwords = (definitions ?? []).filter((key) => key.type === "PASSWORD");
  const unsaid = (key: string) => definitions === undefined || isUnder(open, key);
  const isPassword = (key: string) =>
    unsaid(key) ? mayBeSecret(key, live[key] ?? "") : passwords.some(({ name }) => name === key);
  return drifted(declared, live, isPassword);
}

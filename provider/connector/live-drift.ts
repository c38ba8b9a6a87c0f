import type { Config } from "../connect/wire";
import { mayBeSecret } from "../connect/secrets";
import type { Cluster } from "../connect/session";
import { type Declared, OWN_KEYS } from "./config";
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
  const definitions = await cluster.keysOf(live[OWN_KEYS.class] ?? declared.class);
  const passwords =
    definitions === undefined
      ? added.filter((key) => mayBeSecret(key, live[key] ?? ""))
      : definitions.filter(({ type }) => type === "PASSWORD").map(({ name }) => name);
  return drifted(declared, live, (key) => passwords.includes(key));
}

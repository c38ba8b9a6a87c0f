/** Redactors for Connect's messages about connectors, which may quote their configs. */
import pLimit from "p-limit";
import type { ConnectApi } from "../provider/connect/api";
import type { ConnectorInfo, KeyDefinition } from "../provider/connect/wire";
import { redactorForLive } from "../provider/connect/live-redactor";
import { type Redactor, UNKNOWN_CONFIG } from "../provider/connect/redact";
import type { DeclaredConnector } from "./stack-state";

const KEYS_TIMEOUT_MS = 10_000;
const KEYS_AT_A_TIME = 4;
/** The configs of more connectors are read in one list, which has megabytes for thousands. */
const FEW = 6;

export type Redactors = (name: string) => Redactor;

/**
 * Redactors for these connectors. They cost one call for all configs, or one for each of a few, and
 * one for the password keys of each class, so they are created only if there is something to redact.
 */
export async function redactorsFor(
  names: readonly string[],
  api: ConnectApi,
  declared: readonly DeclaredConnector[] = [],
): Promise<Redactors> {
  if (names.length === 0) return () => UNKNOWN_CONFIG;
  const infos = await infosOf(names, api);
  const configs = new Map(names.map((name) => [name, infos.get(name)?.config]));
  const classes = new Set([...configs.values()].map((config) => config?.["connector.class"] ?? ""));
  const limit = pLimit(KEYS_AT_A_TIME);
  const definitions = new Map<string, readonly KeyDefinition[] | undefined>();
  await Promise.all(
    [...classes].map((name) =>
      limit(async () => {
        if (name === "") return;
        const asked = api.pluginKeys(name, KEYS_TIMEOUT_MS);
        definitions.set(name, await asked.catch(() => undefined));
      }),
    ),
  );
  return (name) => {
    const config = configs.get(name);
    const declaredSecret = declared.find((connector) => connector.name === name)?.secretKeys ?? [];
    return redactorForLive({
      config,
      definitions: definitions.get(config?.["connector.class"] ?? ""),
      declaredSecret,
    });
  };
}

/** Without a config, everything that could be a secret is redacted. */
async function infosOf(
  names: readonly string[],
  api: ConnectApi,
): Promise<ReadonlyMap<string, ConnectorInfo>> {
  if (names.length > FEW) return api.infos().catch(() => new Map<string, never>());
  const read = names.map((name) => api.info(name).catch(() => undefined));
  const found = await Promise.all(read);
  return new Map(found.flatMap((info) => (info === undefined ? [] : [[info.name, info]])));
}

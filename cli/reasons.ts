/** Redactors for what Connect says of connectors: it prints what their configs hold. */
import pLimit from "p-limit";
import { isMasked } from "../provider/connector/config";
import type { Config, ConnectApi, ConnectorStatus, KeyDefinition } from "../provider/connect/api";
import {
  createRedactor,
  isSecretKey,
  type Redactor,
  UNKNOWN_CONFIG,
} from "../provider/connect/redact";
import type { DeclaredConnector } from "./stack-state";

const KEYS_TIMEOUT_MS = 10_000;
const KEYS_AT_A_TIME = 4;

export type Redactors = (name: string) => Redactor;

export function isFailing({ connector, tasks }: ConnectorStatus): boolean {
  return [connector, ...tasks].some(({ state }) => state === "FAILED");
}

/**
 * Redactors for these connectors. Costs one call for all configs, and one for each of their classes,
 * which says what is a password: so it is asked for only when there is something to redact.
 */
export async function redactorsFor(
  names: readonly string[],
  api: ConnectApi,
  declared: readonly DeclaredConnector[] = [],
): Promise<Redactors> {
  if (names.length === 0) return () => UNKNOWN_CONFIG;
  const infos = await api.infos().catch(() => new Map<string, never>());
  const configs = new Map(names.map((name) => [name, infos.get(name)?.config]));
  const classes = new Set([...configs.values()].map((config) => config?.["connector.class"] ?? ""));
  const limit = pLimit(KEYS_AT_A_TIME);
  const keys = new Map<string, readonly KeyDefinition[]>();
  await Promise.all(
    [...classes].map((name) =>
      limit(async () => {
        if (name === "") return;
        keys.set(name, await api.pluginKeys(name, KEYS_TIMEOUT_MS).catch(() => []));
      }),
    ),
  );
  return (name) => {
    const config = configs.get(name);
    const definitions = keys.get(config?.["connector.class"] ?? "") ?? [];
    const known = declared.find((connector) => connector.name === name)?.secretKeys ?? [];
    return redactorOf(config, definitions, known);
  };
}

/** Exported for its test. */
export function redactorOf(
  config: Config | undefined,
  definitions: readonly KeyDefinition[],
  declaredSecret: readonly string[],
): Redactor {
  if (config === undefined || definitions.length === 0) return UNKNOWN_CONFIG;
  // Whoever masks a value may have put the mask in the place of a reference.
  if (Object.values(config).some(isMasked)) return UNKNOWN_CONFIG;
  const types = new Map(definitions.map(({ name, type }) => [name, type]));
  const secretKeys = Object.keys(config).filter((key) => {
    if (isSecretKey(key) || declaredSecret.includes(key)) return true;
    const type = types.get(key);
    return type === undefined ? mayBeSecret(config[key] ?? "") : type === "PASSWORD";
  });
  return createRedactor({ config, secretKeys });
}

/**
 * Of a key that the class does not define (those of converters, transforms and clients), nothing says
 * what it holds. Short words and class names stay, or no text could be read any more.
 */
function mayBeSecret(value: string): boolean {
  return value.length >= 8 && !/^([a-z_]\w*\.)+[A-Z]\w*$/.test(value);
}

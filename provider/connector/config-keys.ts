/** What the plugins of a config define: the connector's class, its transforms, predicates and converters. */
import type { Config, KeyDefinition } from "../connect/wire";
import { isReference } from "../connect/references";
import type { Cluster } from "../connect/session";

export interface ConfigKeys {
  /** Undefined if Connect does not return the definitions of the connector's class. */
  readonly definitions: readonly KeyDefinition[] | undefined;
  /** The prefixes of the parts whose definitions Connect did not return. */
  readonly open: readonly string[];
}

type Patience = Parameters<Cluster["keysOf"]>[1];

/** Each class is asked for once, and a part only when something under its prefix could be a secret. */
export async function keysOfConfig(
  cluster: Pick<Cluster, "keysOf">,
  connectorClass: string,
  config: Config,
  patience: Patience = {},
): Promise<ConfigKeys> {
  const definitions = await cluster.keysOf(connectorClass, patience);
  // A cluster that has not answered is not asked again.
  if (definitions === undefined) return { definitions, open: [] };
  const all = [...definitions];
  const open: string[] = [];
  for (const [prefix, type] of partsOf(config)) {
    if (!Object.entries(config).some((entry) => mayBePassword(prefix, entry))) continue;
    const own = await cluster.keysOf(type, { ...patience, part: true });
    if (own === undefined) open.push(prefix);
    else all.push(...own.map((key) => ({ ...key, name: `${prefix}${key.name}` })));
  }
  return { definitions: all, open };
}

export function isUnder(prefixes: readonly string[], key: string): boolean {
  return prefixes.some((prefix) => key.startsWith(prefix));
}

/** The class of each part, by the prefix of its keys. */
function partsOf(config: Config): [prefix: string, type: string][] {
  const aliased = ["transforms", "predicates"].flatMap((list) =>
    (config[list] ?? "").split(",").map((alias) => {
      const prefix = `${list}.${alias.trim()}.`;
      return [prefix, config[`${prefix}type`]] as const;
    }),
  );
  const converters = ["key", "value", "header"].map(
    (what) => [`${what}.converter.`, config[`${what}.converter`]] as const,
  );
  return [...aliased, ...converters].flatMap(([prefix, type]) =>
    type === undefined || type === "" ? [] : [[prefix, type]],
  );
}

/** No switch, number or class is one. */
function mayBePassword(prefix: string, [key, value]: [string, string]): boolean {
  if (!key.startsWith(prefix) || isReference(value)) return false;
  if (["type", "predicate", "negate"].includes(key.slice(prefix.length))) return false;
  return !/^(true|false|-?\d+(\.\d+)?|)$|^([a-z_]\w*\.)+[A-Z][\w$]*$/.test(value);
}

/**
 * The redactor for a connector that this program does not declare, or whose config is only partly
 * known.
 */
import type { Config, KeyDefinition } from "./wire";
import { isMasked, isMaskedSecret } from "./masks";
import { createRedactor, type Redactor, withholding } from "./redact";
import { isReference } from "./references";
import { isSecret, mayBeSecret } from "./secrets";

/** What is known about a connector on a cluster. */
export interface Live {
  /** Undefined if it could not be read. */
  readonly config: Config | undefined;
  /** The keys that its class defines; undefined if Connect does not return them. */
  readonly definitions: readonly KeyDefinition[] | undefined;
  /** Keys that a program declares secret. */
  readonly declaredSecret?: readonly string[];
  /** Secrets outside the config. */
  readonly more?: readonly string[];
}

/**
 * The config comes without a list of secret keys, so the list is derived from Connect's
 * definitions.
 */
export function redactorForLive({
  config,
  definitions,
  declaredSecret = [],
  more = [],
}: Live): Redactor {
  if (config === undefined) return withholding("unknown");
  if (definitions === undefined || definitions.length === 0) return withholding("undefinedKeys");
  const types = new Map(definitions.map(({ name, type }) => [name, type]));
  const secretKeys = Object.entries(config)
    .filter(([key, value]) => {
      if (isReference(value)) return false;
      if (isSecret(key, value) || declaredSecret.includes(key)) return true;
      const type = types.get(key);
      // It is unknown whether a key of a converter, a transform or a client is secret.
      return type === undefined ? mayBeSecret(key, value) : type === "PASSWORD";
    })
    .map(([key]) => key);
  // A mask may hide a reference. For a secret, more texts count as masks.
  const masked = Object.entries(config).some(([key, value]) =>
    secretKeys.includes(key) ? isMaskedSecret(value) : isMasked(value),
  );
  if (masked) return withholding("masked");
  return createRedactor({ config, secretKeys, more });
}

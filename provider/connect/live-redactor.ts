/** The redactor for a connector that this program did not declare, or of which only a part is known. */
import type { Config, KeyDefinition } from "./wire";
import { isMasked } from "./masks";
import { createRedactor, type Redactor, withholding } from "./redact";
import { isReference } from "./references";
import { isSecret, mayBeSecret } from "./secrets";

/** What is known of a connector on a cluster. */
export interface Live {
  /** Undefined when it could not be read. */
  readonly config: Config | undefined;
  /** The keys that its class defines; undefined when Connect does not say. */
  readonly definitions: readonly KeyDefinition[] | undefined;
  /** Keys that a program declares secret. */
  readonly declaredSecret?: readonly string[];
  /** Secrets that are not in the config. */
  readonly more?: readonly string[];
}

/** No list of secret keys comes with the config: it is derived from what Connect defines. */
export function redactorForLive({
  config,
  definitions,
  declaredSecret = [],
  more = [],
}: Live): Redactor {
  if (config === undefined) return withholding("unknown");
  if (definitions === undefined || definitions.length === 0) return withholding("undefinedKeys");
  // A mask may stand where the config has a reference.
  if (Object.values(config).some(isMasked)) return withholding("masked");
  const types = new Map(definitions.map(({ name, type }) => [name, type]));
  const secretKeys = Object.entries(config)
    .filter(([key, value]) => {
      if (isReference(value)) return false;
      if (isSecret(key, value) || declaredSecret.includes(key)) return true;
      const type = types.get(key);
      // Nothing says what a key of a converter, a transform or a client holds.
      return type === undefined ? mayBeSecret(key, value) : type === "PASSWORD";
    })
    .map(([key]) => key);
  return createRedactor({ config, secretKeys, more });
}

/** Finds the secret values of a config, as far as the program knows them. */
import * as pulumi from "@pulumi/pulumi";
import { isSecret } from "../connect/secrets";
import { mapValues, onceKnown } from "../core/once-known";
import { isMap } from "../core/values";

type ConfigValue = string | number | boolean;
export type ConfigInput = Record<string, pulumi.Input<ConfigValue>>;

/**
 * Marks each value separately. If the whole config is a secret, each value becomes one, because a
 * secret around all of them would hide from the engine which key has changed.
 */
export function withSecretValues(config: pulumi.Input<ConfigInput>): pulumi.Input<ConfigInput> {
  if (!pulumi.Output.isInstance(config)) {
    return onceKnown(
      config,
      (entries) => (isMap(entries) ? mapValues(entries, secretIfNeeded) : entries), // Else `check` refuses it.
    );
  }
  const whole = config as pulumi.Output<ConfigInput>;
  return pulumi.unsecret(whole).apply(async (entries) => {
    if (!isMap(entries)) return entries;
    const all = await pulumi.isSecret(whole);
    return mapValues(entries, (key, value) =>
      all ? pulumi.secret(value) : secretIfNeeded(key, value),
    );
  });
}

function secretIfNeeded(key: string, value: pulumi.Input<ConfigValue>): pulumi.Input<ConfigValue> {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return pulumi
      .output<ConfigValue>(value)
      .apply((known) => (isSecret(key, known) ? pulumi.secret(known) : pulumi.output(known)));
  }
  return isSecret(key, value) ? pulumi.secret(value) : value;
}

/** The keys whose values are secret. The engine does not pass this information to the provider. */
export function secretKeysOf(
  config: pulumi.Input<ConfigInput>,
): pulumi.Input<string[]> | undefined {
  if (pulumi.Output.isInstance(config)) {
    return (config as pulumi.Output<ConfigInput>).apply(secretKeysIn);
  }
  if (!isMap(config)) return undefined;
  const entries = config;
  const mayBeSecret = Object.values(entries).some((value) => pulumi.Output.isInstance(value));
  return mayBeSecret ? secretKeysIn(entries) : undefined;
}

async function secretKeysIn(entries: ConfigInput): Promise<string[]> {
  if (!isMap(entries)) return [];
  const keys = Object.entries(entries).map(async ([key, value]) =>
    pulumi.Output.isInstance(value) && (await pulumi.isSecret(value)) ? [key] : [],
  );
  return (await Promise.all(keys)).flat().sort();
}

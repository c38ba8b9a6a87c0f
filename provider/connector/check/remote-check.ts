/** What only Connect can tell of a config, asked before anything is written. */
import { isDeepStrictEqual } from "node:util";
import { type Cluster, clusterOf } from "../../connect/session";
import type { KeyDefinition } from "../../connect/api";
import { CredentialError } from "../../endpoint/credentials";
import { type ConnectError, isConnectError } from "../../core/errors";
import { explain } from "../../connect/explain";
import { type Inputs, type StoredInputs, redactorOf, withoutDefaults } from "../inputs";
import { type Failure, hasUnknown, isUnknown } from "../../core/values";
import { processLog } from "../../core/log";
import type { Props } from "../outputs";
import { ignoredVersions } from "./plugin-version";
import { isReference } from "../../connect/redact";
import { noteManaged, tellWhatExists } from "./existing";
import { undefinedKeys } from "./undefined-keys";
import { knownPart } from "./unknown-values";
import { classNotInstalled, isClassNotFound, validationFailures } from "./validation";

/** A preview must stay quick: a connector's own validation may try to reach its system. */
const VALIDATION_TIMEOUT_MS = 30_000;

export interface Checked {
  readonly inputs: object;
  readonly failures: Failure[];
}

/** Asks Connect about a connector whose inputs have changed; validates its config in a preview. */
export async function checkWithConnect(
  olds: Props<Partial<StoredInputs>>,
  news: Inputs,
  preview: boolean,
): Promise<Checked> {
  const { __provider: _, ...before } = olds;
  let inputs = keepLearned(before, news);
  noteManaged(before);
  const unchanged = isDeepStrictEqual(before, withoutDefaults(inputs));
  if (unchanged || hasUnknown(inputs.cluster) || hasUnknown(inputs.class)) {
    return { inputs: sealed(inputs), failures: [] };
  }
  const failures: Failure[] = [];
  try {
    const cluster = clusterOf(inputs.cluster);
    const definitions = await cluster.keysOf(inputs.class);
    inputs = learnSecretKeys(inputs, definitions);
    failures.push(...ignoredVersions(inputs.config, definitions, cluster.url));
    if (preview) {
      const found = await validate(cluster, inputs);
      failures.push(...(found ?? []));
      // Who did not answer once is not asked again.
      if (found !== undefined && failures.length === 0) {
        await tellWhatExists(cluster, before, inputs, definitions);
      }
    }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    if (preview) processLog().warn(`${error.message}: configs are not validated in this preview`);
  }
  return { inputs: sealed(inputs), failures };
}

/** Keys that Connect defines as PASSWORD are secret, whatever their name. */
function learnSecretKeys(inputs: Inputs, definitions: readonly KeyDefinition[]): Inputs {
  const learned = definitions
    .filter(({ name, type }) => type === "PASSWORD" && inputs.config[name] !== undefined)
    .map(({ name }) => name);
  return withSecretKeys(inputs, learned);
}

/** What was learned about a key holds while the key is there: no call is needed to know it again. */
function keepLearned(before: Partial<StoredInputs>, news: Inputs): Inputs {
  return withSecretKeys(news, before.secretKeys ?? []);
}

function withSecretKeys(inputs: Inputs, more: readonly string[]): Inputs {
  if (hasUnknown(inputs.secretKeys)) return inputs;
  const keys = new Set(inputs.secretKeys);
  for (const key of more) {
    const value = inputs.config[key];
    if (value !== undefined && !isReference(value)) keys.add(key);
  }
  return keys.size === 0 ? inputs : { ...inputs, secretKeys: [...keys].sort() };
}

/** The mark of a secret on the wire between a provider and the engine (`runtime/rpc` of the SDK). */
const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
} as const;

/** The inputs as they are stored, with their secret config values marked for the engine. */
function sealed(inputs: Inputs): object {
  const stored = withoutDefaults(inputs);
  if (inputs.secretKeys === undefined || hasUnknown(inputs.secretKeys)) return stored;
  const config: Record<string, unknown> = { ...inputs.config };
  for (const key of inputs.secretKeys) {
    if (key in config) config[key] = { ...SECRET, value: config[key] };
  }
  return { ...stored, config };
}

/** What Connect finds wrong with the values that are known; undefined when it did not answer. */
async function validate(cluster: Cluster, inputs: Inputs): Promise<Failure[] | undefined> {
  if (!inputs.validate || isUnknown(inputs.config) || hasUnknown(inputs.secretKeys)) return [];
  const redactor = redactorOf(inputs);
  try {
    const { config, unknownKeys } = knownPart(inputs);
    const ask = () => cluster.api.validate(inputs.class, config, VALIDATION_TIMEOUT_MS);
    const validated = await cluster.validations(() =>
      cluster.read(ask, cluster.clock.now() + VALIDATION_TIMEOUT_MS, { unreachableMs: 0 }),
    );
    const undefinedOnes = undefinedKeys(inputs, validated, unknownKeys);
    if (undefinedOnes.length > 0) {
      const lines = undefinedOnes.map((line) => `\n    ${line}`).join("");
      cluster.log.warn(`connector "${inputs.name}" may be misspelt in its config:${lines}`);
    }
    return validationFailures(validated, inputs, redactor, unknownKeys);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (isClassNotFound(error.serverMessage)) return [await classFailure(cluster, inputs)];
    if (isConnectError(error, "unauthorized", "tls")) {
      const { message } = explain(error, "validate the config", cluster, redactor);
      return [{ property: "", reason: message }];
    }
    warnNotValidated(cluster, inputs, error);
    return undefined;
  }
}

async function classFailure(cluster: Cluster, inputs: Inputs): Promise<Failure> {
  const plugins = await cluster.plugins.get(0).catch(() => []);
  return { property: "class", reason: classNotInstalled(inputs.class, plugins) };
}

/** A preview goes on without Connect; `up` will need it. */
function warnNotValidated(cluster: Cluster, inputs: Inputs, error: ConnectError): void {
  if (error.kind === "unreachable") {
    cluster.log.warn(
      `${cluster.url} cannot be reached: configs are not validated in this ` +
        "preview, and `pulumi up` will fail while it is so",
    );
    return;
  }
  const { message } = explain(
    error,
    `validate the config of connector "${inputs.name}"`,
    cluster,
    redactorOf(inputs),
  );
  cluster.log.warn(`${message}\nIt is not validated in this preview.`);
}

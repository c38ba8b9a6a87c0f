/** What only Connect can tell of a config, asked before anything is written. */
import { isDeepStrictEqual } from "node:util";
import { type Cluster, clusterOf } from "../../connect/session";
import { wireConfig } from "../config";
import type { KeyDefinition } from "../../connect/api";
import { CredentialError } from "../../endpoint/credentials";
import { type ConnectError, isConnectError } from "../../core/errors";
import { explain } from "../../connect/explain";
import { type Inputs, type StoredInputs, redactorOf, withoutDefaults } from "../inputs";
import { type Failure, hasUnknown } from "../../core/values";
import { processLog } from "../../core/log";
import type { Props } from "../outputs";
import { ignoredVersions } from "./plugin-version";
import { isReference } from "../../connect/redact";
import { takeOverChanges } from "./take-over";
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
    const { name, tasksMax, config, secretKeys } = inputs;
    const known = !hasUnknown([name, tasksMax, config, secretKeys]);
    if (preview && inputs.validate && known) {
      failures.push(...(await validate(cluster, inputs)));
    }
    const isNew = Object.keys(before).length === 0;
    if (preview && isNew && inputs.adopt && known && failures.length === 0) {
      await tellTakeOver(cluster, inputs);
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

async function validate(cluster: Cluster, inputs: Inputs): Promise<Failure[]> {
  const redactor = redactorOf(inputs);
  try {
    const ask = () => cluster.api.validate(inputs.class, wireConfig(inputs), VALIDATION_TIMEOUT_MS);
    const validated = await cluster.validations(() =>
      cluster.read(ask, cluster.clock.now() + VALIDATION_TIMEOUT_MS, { unreachableMs: 0 }),
    );
    return validationFailures(validated, inputs, redactor);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (isClassNotFound(error.serverMessage)) return [await classFailure(cluster, inputs)];
    if (isConnectError(error, "unauthorized", "tls")) {
      const { message } = explain(error, "validate the config", cluster, redactor);
      return [{ property: "", reason: message }];
    }
    warnNotValidated(cluster, inputs, error);
    return [];
  }
}

/** The engine shows what is taken over as created: what that changes of it is told beside. */
async function tellTakeOver(cluster: Cluster, inputs: Inputs): Promise<void> {
  const { name, state, ignoreKeys } = inputs;
  if (hasUnknown([state, ignoreKeys])) return;
  const deadline = cluster.clock.now() + VALIDATION_TIMEOUT_MS;
  try {
    const live = await cluster.listed(name, deadline, { unreachableMs: 0 });
    if (live === undefined) return;
    const passwords = (await cluster.keysOf(inputs.class)).filter(
      ({ type }) => type === "PASSWORD",
    );
    const changes = takeOverChanges(
      inputs,
      live.config,
      await cluster.status(name, deadline),
      passwords.map((key) => key.name),
    );
    const taken = `connector "${name}" is on ${cluster.url} already`;
    cluster.log.info(
      changes.length === 0
        ? `${taken}, as declared: taking it over writes nothing`
        : `${taken}. Taking it over changes:\n${changes.map((line) => `    ${line}`).join("\n")}`,
    );
    cluster.log.info(
      `connector "${name}" stays on the cluster even if this run deletes another resource that had it, ` +
        "as after a rename in the program. The resource option aliases renames it without a create and a delete",
    );
  } catch (error) {
    if (!isConnectError(error)) throw error; // The validation has warned, and `up` will fail.
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
      `Kafka Connect at ${cluster.url} cannot be reached: configs are not validated in this ` +
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

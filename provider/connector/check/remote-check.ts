/** Asks Connect, before any write, what only Connect knows about a config. */
import { isDeepStrictEqual } from "node:util";
import { type Cluster, clusterOf } from "../../connect/session";
import { CredentialError } from "../../endpoint/credentials";
import { type ConnectError, isConnectError } from "../../core/errors";
import { explain } from "../../connect/explain";
import { type DraftInputs, redactorOf } from "../inputs";
import { type StoredInputs, withoutDefaults } from "../stored-inputs";
import { PREVIEW_PATIENCE } from "../../connect/retry";
import { isKnown, isUnknown } from "../../core/unknown";
import type { Failure } from "../../core/values";
import type { Redactor } from "../../connect/redact";
import { processLog } from "../../core/log";
import { called } from "../name";
import type { Props } from "../outputs";
import { type Askable, isAskable } from "./askable";
import { ignoredVersions } from "./plugin-version";
import { noteManaged, replacedBy, reportExisting } from "./existing";
import {
  sealed,
  secretsBefore,
  withDefinitions,
  withKnownSecrets,
  withoutDefinitions,
} from "./secret-keys";
import { copiedMasks, knownConfig } from "../config-inputs";
import { undefinedKeys } from "./undefined-keys";
import { keysOfConfig } from "../config-keys";
import { knownPart } from "./unknown-values";
import {
  classNotInstalled,
  isClassNotFound,
  unresolvedReferences,
  validationFailures,
} from "./validation";

export interface Checked {
  readonly inputs: object;
  readonly failures: Failure[];
}

/** Asks Connect about a connector whose inputs have changed; validates its config in a preview. */
export async function checkWithConnect(
  olds: Props<Partial<StoredInputs>>,
  news: DraftInputs,
  preview: boolean,
): Promise<Checked> {
  const { __provider: _, ...stored } = olds;
  const isNew = Object.keys(stored).length === 0;
  const before = (isNew ? replacedBy(news) : undefined) ?? secretsBefore(stored);
  if (!isNew) noteManaged(stored, before, news);
  const draft = withKnownSecrets(before, news);
  const unchanged =
    draft.pendingKeys === undefined &&
    isDeepStrictEqual(withoutInternal(stored), withoutInternal(withoutDefaults(draft)));
  if (unchanged) return { inputs: sealed(draft), failures: [] };
  if (!isAskable(draft)) {
    return { inputs: sealed(withoutDefinitions(before, draft)), failures: [] };
  }
  let inputs = draft;
  const failures: Failure[] = [];
  try {
    const cluster = clusterOf(inputs.cluster);
    // In a preview, the validation reports what is wrong with Connect.
    const patience = preview ? { ...PREVIEW_PATIENCE, quiet: inputs.validate !== false } : {};
    const config = knownConfig(inputs.config);
    const { definitions, open } = await keysOfConfig(cluster, inputs.class, config, patience);
    inputs =
      definitions === undefined
        ? withoutDefinitions(before, inputs)
        : withDefinitions(before, inputs, definitions, open);
    failures.push(...learnedMasks(news, inputs));
    failures.push(...ignoredVersions(inputs.config, definitions ?? [], cluster.url));
    if (preview) {
      const found = await validate(cluster, inputs);
      failures.push(...(found ?? []));
      // A cluster that has not answered is not asked again.
      if (found !== undefined && failures.length === 0) {
        await reportExisting(cluster, stored, inputs, definitions ?? []);
      }
    }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    inputs = withoutDefinitions(before, inputs);
    if (preview) processLog().warn(`${error.message}: configs are not validated in this preview`);
  }
  return { inputs: sealed(inputs), failures };
}

/** A change of which keys are secret needs no call. Early releases stored it as `secretKeys`. */
function withoutInternal(inputs: { __secrets?: unknown; secretKeys?: unknown }): object {
  const { __secrets: _, secretKeys: __, ...rest } = inputs;
  return rest;
}

/**
 * Refuses masks in keys that only Connect defines as passwords. Other masks were already refused.
 */
function learnedMasks(news: DraftInputs, { config, secretKeys, pendingKeys }: Askable): Failure[] {
  if (!isKnown(secretKeys) || !isKnown(news.secretKeys)) return [];
  const known = copiedMasks(news.config, news.secretKeys ?? []).map(({ property }) => property);
  const pending = new Set(pendingKeys);
  const learned = (secretKeys ?? []).filter((key) => !pending.has(key));
  const all = copiedMasks(config, learned);
  return all.filter(({ property }) => !known.includes(property));
}

/** The mistakes that Connect finds in the known values; undefined if it does not answer. */
async function validate(cluster: Cluster, inputs: Askable): Promise<Failure[] | undefined> {
  const { cluster: endpoint, secretKeys } = inputs;
  if (inputs.validate === false || isUnknown(inputs.config) || !isKnown(secretKeys)) return [];
  const redactor = redactorOf({
    config: knownConfig(inputs.config),
    secretKeys,
    cluster: endpoint,
  });
  const { config, unknownKeys } = knownPart(inputs);
  try {
    const ask = (timeoutMs: number) => {
      const call = () => cluster.api.validate(inputs.class, config, timeoutMs);
      return cluster.read(call, cluster.clock.now() + timeoutMs, PREVIEW_PATIENCE);
    };
    const validated = await cluster.validations(() =>
      cluster.slowValidations.ask(inputs.class, ask),
    );
    const unresolved = unresolvedReferences(validated, inputs);
    if (unresolved !== undefined) cluster.log.warn(unresolved);
    const undefinedOnes = undefinedKeys(inputs, validated, unknownKeys);
    if (undefinedOnes.length > 0) {
      const lines = undefinedOnes.map((line) => `\n    ${line}`).join("");
      cluster.log.warn(`the config of ${called(inputs.name)} may have misspelt keys:${lines}`);
    }
    return validationFailures(validated, { secretKeys }, redactor, unknownKeys);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (isClassNotFound(error.serverMessage)) return [await classFailure(cluster, inputs.class)];
    // Without a status, no server has refused it: a kubeconfig may be unreadable, for example.
    const isAnswer = error.status !== undefined && error.stranger === undefined;
    const refuses = isAnswer && isConnectError(error, "invalid");
    if (isConnectError(error, "unauthorized", "tls") || (refuses && unknownKeys.length === 0)) {
      const { message } = explain(error, "validate the config", cluster, redactor);
      return [{ property: "", reason: message }];
    }
    warnNotValidated(cluster, inputs, error, redactor);
    return undefined;
  }
}

async function classFailure(cluster: Cluster, connectorClass: string): Promise<Failure> {
  const plugins = await cluster.plugins.get(0).catch(() => []);
  return { property: "class", reason: classNotInstalled(connectorClass, plugins) };
}

/** A preview continues without Connect; `up` will need it. */
function warnNotValidated(
  cluster: Cluster,
  inputs: Askable,
  error: ConnectError,
  redactor: Redactor,
): void {
  const configs = error.concernsAll
    ? "validate configs"
    : `validate the config of ${called(inputs.name)}`;
  const { message } = explain(error, configs, cluster, redactor);
  if (error.circumstances.timedOut === true && !error.concernsAll) {
    cluster.warnOnce(
      "slow validation",
      `${message}\nA connector may try to reach its own system during a validation. In this ` +
        `preview, no further config of ${inputs.class} is validated, and no other config whose ` +
        "validation takes as long.",
    );
    return;
  }
  if (!error.concernsAll) {
    cluster.log.warn(`${message}\nIt is not validated in this preview.`);
    return;
  }
  const plain = error.kind === "unreachable" && isDeepStrictEqual(error.circumstances, {});
  const said =
    error.status === undefined ? "cannot be reached" : "does not answer as Kafka Connect";
  const fails =
    inputs.cluster.managed === true ? "unless it repairs the workers" : "until this is fixed";
  cluster.warnOnce(
    "not validated",
    `${cluster.url} ${said}: configs are not validated in this ` +
      `preview, and \`pulumi up\` will fail ${fails}${plain ? "" : `\n${message}`}`,
  );
}

/** The resources of a `ConnectorSet`, with the same lifecycles as the dynamic ones. */
import { checkWithConnect } from "../provider/connector/check/remote-check";
import {
  type StoredInputs,
  type StoredSecrets,
  withDefaults,
} from "../provider/connector/stored-inputs";
import { UserError } from "../provider/connect/explain";
import {
  type Draft,
  isKnown,
  isUnknown,
  type MaybeUnknown,
  UNKNOWN,
} from "../provider/core/unknown";
import { type Failure, isMap, type Raw } from "../provider/core/values";
import { grouped } from "../provider/set/failures";
import { connectorsOf, type SetInputs } from "../provider/set/inputs";
import { connectorSet, warnOfDeletions } from "../provider/set/lifecycle";
import { connectorNames } from "../provider/set/names-lifecycle";
import {
  type Configured,
  type Kind,
  type Lifecycle,
  LifecycleResource,
} from "./lifecycle-resource";
import { secretKeys } from "./secret-paths";
import type { Path } from "./wire";

const members: Kind = {
  lifecycle: connectorSet as unknown as Lifecycle,
  toCheck: withSecretKeys,
  validate: validateMembers,
  planned: (news) => ({ ...news, connectors: UNKNOWN, workers: UNKNOWN }),
  secretsIn: secretsOfMembers,
  import: refuseImport,
};

const names: Kind = {
  lifecycle: connectorNames as unknown as Lifecycle,
  toCheck: (program) => program,
  validate: () => Promise.resolve([]),
  planned: (news) => ({ ...news, taken: UNKNOWN }),
  secretsIn: () => [],
  import: refuseImport,
};

export function partsOfSets(
  configured: Configured,
): Readonly<Record<"ConnectorSetMembers" | "ConnectorNames", LifecycleResource>> {
  return {
    ConnectorSetMembers: new LifecycleResource(members, configured),
    ConnectorNames: new LifecycleResource(names, configured),
  };
}

/** With the keys that a program marks as secret, by the connector's name. */
function withSecretKeys(program: Raw, _resource: string, marked: readonly Path[]): Raw {
  const { connectors } = program;
  if (!isMap(connectors)) return program;
  const all = Object.entries(connectors).flatMap(([name, member]) => {
    const below = marked.filter(([property, of]) => property === "connectors" && of === name);
    const config = isMap(member) ? member.config : undefined;
    const keys = secretKeys(
      config,
      below.map((path) => path.slice(2)),
    );
    return !isUnknown(keys) && keys.length === 0 ? [] : [[name, keys] as const];
  });
  return all.length === 0 ? program : { ...program, __secretKeys: Object.fromEntries(all) };
}

function secretsOfMembers(stored: Raw): Path[] {
  const { __secrets = {} } = stored as {
    __secrets?: Readonly<Record<string, MaybeUnknown<StoredSecrets>>>;
  };
  return Object.entries(__secrets).flatMap(([name, secrets]) =>
    isKnown(secrets) ? secrets.keys.map((key): Path => ["connectors", name, "config", key]) : [],
  );
}

async function validateMembers(before: Raw, news: Raw): Promise<readonly Failure[]> {
  const [old, set] = [before, news] as unknown as [Partial<SetInputs>, Draft<SetInputs>];
  const known = connectorsOf(old);
  const connectors: Iterable<[string, Draft<StoredInputs>]> = connectorsOf(set as SetInputs);
  const checked = await Promise.all(
    [...connectors].map(async ([connector, one]) => {
      const { failures } = await checkWithConnect(
        known.get(connector) ?? {},
        withDefaults(one),
        true,
      );
      return failures.map((failure) => ({ connector, ...failure }));
    }),
  );
  const failures = grouped(checked.flat());
  const declared = isMap(news.connectors) ? Object.keys(news.connectors) : undefined;
  if (failures.length === 0 && declared !== undefined) warnOfDeletions(old, declared, set.cluster);
  return failures;
}

function refuseImport(): Promise<never> {
  return Promise.reject(
    new UserError(
      "a ConnectorSet cannot be imported: declare its connectors with `adopt: true`, which writes nothing if they equal the program",
    ),
  );
}

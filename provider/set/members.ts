/** The connectors of a set in the program, merged with the set's defaults. */
import * as pulumi from "@pulumi/pulumi";
import type { ConnectorArgs } from "../connector/connector";
import { type ConfigInput, secretKeysOf, withSecretValues } from "../connector/secret-values";
import { isLater, mapValues } from "../core/once-known";
import { defined, isMap, type Raw, withoutNull } from "../core/values";
import type { RestartPolicyArgs } from "../endpoint/args";

/**
 * The arguments of one connector in a set: like those of a `Connector`, without `cluster` and
 * `name`. `class` is required unless the set's `defaults` contain it.
 */
export type ConnectorSetMemberArgs = Partial<Omit<ConnectorArgs, "cluster" | "name">>;

type Given = Readonly<Record<string, pulumi.Input<unknown>>>;

/** Merged key by key. Any other argument of a connector replaces the default. */
const MAPS = ["config", "restartPolicy", "onDelete"];

/** Leaves a value of the wrong type unchanged: `check` refuses it, with its path. */
export function withDefaultsUnder(defaults: Given, member: unknown): unknown {
  if (!isMap(member)) return member;
  const merged: Record<string, unknown> = { ...withoutNull(defaults), ...withoutNull(member) };
  for (const key of MAPS) {
    const [under, own] = [defaults[key], member[key]];
    if (under != null && own != null) merged[key] = joined(under, own);
  }
  return merged;
}

function joined(under: unknown, own: unknown): unknown {
  if (isPlain(under) && isPlain(own)) return { ...under, ...defined(own) };
  if (!isLater(under) && !isLater(own)) return own; // `check` refuses it.
  const both = onceAllKnown<unknown[]>([under, own]);
  return both.apply(([below, above]) =>
    isMap(below) && isMap(above) ? { ...below, ...defined(above) } : above,
  );
}

/** The SDK's type for an unwrapped Output does not help if the content may be anything. */
function onceAllKnown<T>(value: unknown): pulumi.Output<T> {
  return pulumi.output(value);
}

function isPlain(value: unknown): value is Raw {
  return isMap(value) && !isLater(value);
}

type Members = Readonly<Record<string, unknown>>;

/** Every connector with its defaults, and with each secret config value marked as secret. */
export function membersOf(
  connectors: pulumi.Input<Members>,
  defaults: pulumi.Input<Given> | undefined,
): pulumi.Input<Members> {
  const under = defaults ?? {};
  if (!isLater(connectors) && !isLater(under)) {
    return merged(connectors as Members, under as Given, false);
  }
  const whole = onceAllKnown<unknown[]>([connectors, under]);
  // A secret around all of them would hide which connector has changed.
  return pulumi
    .unsecret(whole)
    .apply(async ([known, below]) =>
      merged(known as Members, (below ?? {}) as Given, await pulumi.isSecret(whole)),
    );
}

function merged(connectors: Members, defaults: Given, allSecret: boolean): Members {
  if (!isMap(connectors)) return connectors;
  return mapValues(connectors, (_, member) => {
    if (!isLater(member)) return sealed(withDefaultsUnder(defaults, member), allSecret);
    const whole = onceAllKnown<unknown>(member);
    return pulumi
      .unsecret(whole)
      .apply(async (known) =>
        sealed(withDefaultsUnder(defaults, known), allSecret || (await pulumi.isSecret(whole))),
      );
  });
}

function sealed(member: unknown, allSecret: boolean): unknown {
  if (!isMap(member)) return member;
  const config = member.config === undefined ? {} : { config: sealedConfig(member, allSecret) };
  const restarts =
    allSecret && member.restartTriggers !== undefined
      ? { restartTriggers: pulumi.secret(member.restartTriggers) }
      : {};
  return { ...member, ...config, ...restarts };
}

function sealedConfig({ config }: Raw, allSecret: boolean): unknown {
  const given = config as pulumi.Input<ConfigInput>;
  return withSecretValues(allSecret ? pulumi.secret(given as ConfigInput) : given);
}

/**
 * Only the program knows which of its values are secret; the engine does not pass this to the
 * provider.
 */
export function secretKeysIn(members: pulumi.Input<Members>): pulumi.Input<Members> | undefined {
  if (!isLater(members)) return secretKeys(members as Members);
  const known = onceAllKnown<Members>(members);
  return known.apply((all) => secretKeys(all) ?? {});
}

function secretKeys(members: Members): Members | undefined {
  if (!isMap(members)) return undefined;
  const all = Object.entries(members).flatMap(([name, member]) => {
    const keys = secretKeysOfMember(member);
    return keys === undefined ? [] : [[name, keys] as const];
  });
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function secretKeysOfMember(member: unknown): pulumi.Input<string[]> | undefined {
  if (isLater(member)) {
    const keys = onceAllKnown<unknown>(member).apply((known) => secretKeysOfMember(known) ?? []);
    return keys as unknown as pulumi.Output<string[]>;
  }
  return isMap(member)
    ? secretKeysOf((member.config ?? {}) as pulumi.Input<ConfigInput>)
    : undefined;
}

export type Policies = Readonly<Record<string, pulumi.Input<RestartPolicyArgs>>>;

/** The connectors' own restart policies; undefined if there are certainly none. */
export function policiesOf(members: pulumi.Input<Members>): pulumi.Input<Policies> | undefined {
  if (!isLater(members)) return policiesIn(members as Members);
  const known = pulumi.unsecret(onceAllKnown<Members>(members));
  return known.apply((all) => policiesIn(all) ?? {});
}

function policiesIn(members: Members): Policies | undefined {
  const all = Object.entries(isMap(members) ? members : {}).flatMap(([name, member]) => {
    const policy: unknown = isLater(member)
      ? pulumi.unsecret(onceAllKnown<unknown>(member)).apply(policyOf)
      : policyOf(member);
    return policy == null ? [] : [[name, policy] as const];
  });
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function policyOf(member: unknown): unknown {
  return isMap(member) ? member.restartPolicy : undefined;
}

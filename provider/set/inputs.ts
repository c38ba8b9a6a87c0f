/** The inputs of a set: the inputs of each connector, without the common ones. */
import { canonicalise, type DraftInputs } from "../connector/inputs";
import { type StoredInputs, type StoredSecrets } from "../connector/stored-inputs";
import { type Draft, isKnown, isUnknown, type MaybeUnknown, UNKNOWN } from "../core/unknown";
import {
  type Fail,
  type Failure,
  isInternal,
  isMap,
  optional,
  type Raw,
  refuseUnknown,
  withoutNull,
} from "../core/values";
import { CONNECTOR_ARGUMENTS } from "../connector/arguments";
import { flag, readArguments } from "../core/argument";
import type { Endpoint } from "../endpoint/endpoint";
import { grouped, type MemberFailure, pathIn, pathInDefaults } from "./failures";

/** The arguments that every connector gets from the set. */
type Common = "cluster" | "name" | "timeouts" | "__secrets";

export type StoredMember = Omit<StoredInputs, Common>;

/** In the form of the state. */
export interface SetInputs {
  readonly cluster: Endpoint;
  /** By the connector's name. */
  readonly connectors: Readonly<Record<string, StoredMember>>;
  readonly allowDelete?: false;
  readonly timeouts?: StoredInputs["timeouts"];
  /** Which keys are secret, by the connector's name. */
  readonly __secrets?: Readonly<Record<string, StoredSecrets>>;
}

export type Frame = Omit<SetInputs, "connectors" | "__secrets">;

export interface CanonicalSet {
  readonly frame: Draft<Frame>;
  /**
   * Contains only the connectors that are known: a preview may know none of them, or only some
   * names.
   */
  readonly connectors: ReadonlyMap<string, DraftInputs>;
  readonly unknown: readonly string[];
  readonly failures: readonly Failure[];
}

/** The other arguments of a set. Changing one of them costs nothing. */
const ARGUMENTS = {
  cluster: CONNECTOR_ARGUMENTS.cluster,
  allowDelete: { default: true, cost: "nothing", check: flag },
  timeouts: CONNECTOR_ARGUMENTS.timeouts,
} as const;

/** The canonical inputs of each connector, and all mistakes in them. */
export function canonicaliseSet(given: Raw): CanonicalSet {
  const failures: Failure[] = [];
  const fail: Fail = (property, reason) => failures.push({ property, reason });
  const { __secretKeys: secretKeys, __secrets: _, defaults, ...raw } = withoutNull(given);
  refuseUnknown("", raw, { ...ARGUMENTS, connectors: true }, fail);
  const read = readArguments(ARGUMENTS, raw, "", fail) as Raw & Draft<Frame>;
  const { allowDelete, ...common } = read;
  const frame = {
    ...common,
    ...(isUnknown(allowDelete) || allowDelete === false ? { allowDelete } : {}),
  };
  const ofDefaults = isUnknown(defaults) ? [] : mistakesIn(defaults, common);
  for (const { property, reason } of ofDefaults) fail(pathInDefaults(property), reason);
  const members = raw.connectors;
  if (!isMap(members)) {
    const is = members === undefined ? "is required" : "must be a map";
    const reason = `${is}: the connectors, by their names`;
    if (!isUnknown(members)) fail("connectors", reason);
    return { frame, connectors: new Map(), unknown: [], failures };
  }
  const entries = Object.entries(members);
  const found = entries.map(([name, member]) => {
    const secret = isMap(secretKeys) ? secretKeys[name] : undefined;
    return isUnknown(member)
      ? { name, inputs: undefined, failures: [] }
      : canonicalMember(name, member, { ...common, __secretKeys: secret });
  });
  return {
    frame,
    connectors: new Map(
      found.flatMap(({ name, inputs }) => (inputs === undefined ? [] : [[name, inputs]])),
    ),
    unknown: found.filter(({ inputs }) => inputs === undefined).map(({ name }) => name),
    failures: [
      ...failures,
      ...grouped(
        found.flatMap((one) => one.failures).filter((failure) => !isAmong(ofDefaults, failure)),
      ),
    ],
  };
}

/** Arguments that a connector may set itself, so that the defaults alone contradict none of them. */
const OF_CONNECTOR = { class: UNKNOWN, tasksMax: UNKNOWN };

/** Checks every default, even one that no connector inherits because each has its own value. */
function mistakesIn(defaults: unknown, { cluster }: Raw): readonly MemberFailure[] {
  if (defaults === undefined) return [];
  const given = isMap(defaults) ? { ...OF_CONNECTOR, ...withoutNull(defaults) } : defaults;
  return canonicalMember("", given, { cluster, name: UNKNOWN }).failures;
}

function isAmong(all: readonly MemberFailure[], { property, reason }: MemberFailure): boolean {
  return all.some((one) => one.property === property && one.reason === reason);
}

interface Member {
  readonly name: string;
  readonly inputs: DraftInputs | undefined;
  readonly failures: readonly MemberFailure[];
}

function canonicalMember(name: string, member: unknown, common: Raw): Member {
  const failed = (property: string, reason: string) => ({ connector: name, property, reason });
  if (!isMap(member)) {
    const failures = [failed("", "must be a map of a connector's arguments")];
    return { name, inputs: undefined, failures };
  }
  const taken = Object.keys(withoutNull(member)).filter(
    (key) => Object.hasOwn(REFUSED, key) || isInternal(key),
  );
  const own = Object.fromEntries(Object.entries(member).filter(([key]) => !taken.includes(key)));
  const { inputs, failures } = canonicalise({ ...own, name, ...common });
  return {
    name,
    inputs,
    failures: [
      ...taken.map((key) => failed(key, REFUSED[key] ?? "is not an argument")),
      // The set's own arguments are checked only once.
      ...failures
        .filter(({ property }) => !/^(cluster|customTimeouts)\b/.test(property))
        .map(({ property, reason }) => failed(property === "name" ? "" : property, reason)),
    ],
  };
}

const LIMITS = "is not an argument: the set's resource option customTimeouts limits each connector";

const REFUSED: Readonly<Record<string, string>> = {
  cluster: "is not an argument: all connectors of a set are on the set's cluster",
  timeouts: LIMITS,
  customTimeouts: LIMITS,
  name: "is not an argument: the key in connectors is the connector's name",
};

/** The stored inputs of a set with these connectors. */
export function setOf(
  frame: Draft<Frame>,
  connectors: Iterable<readonly [string, object]>,
  unknown: readonly string[] = [],
): Draft<SetInputs> {
  const members: Record<string, MaybeUnknown<StoredMember>> = {};
  const secrets: Record<string, MaybeUnknown<StoredSecrets>> = {};
  for (const name of unknown) members[name] = UNKNOWN;
  for (const [name, stored] of connectors) {
    const {
      cluster: _,
      name: __,
      timeouts: ___,
      __secrets,
      ...member
    } = stored as Draft<StoredInputs>;
    members[name] = member;
    if (__secrets !== undefined) secrets[name] = __secrets;
  }
  return {
    ...frame,
    connectors: members,
    ...(Object.keys(secrets).length === 0 ? {} : { __secrets: secrets }),
  };
}

/** The stored inputs of each connector, in the form of a single connector. */
export function connectorsOf(set: Partial<SetInputs>): Map<string, StoredInputs> {
  const { cluster, connectors = {}, timeouts, __secrets = {} } = set;
  const known = Object.entries(isMap(connectors) ? connectors : {}).filter(([, one]) => isMap(one));
  return new Map(
    known.map(([name, member]) => {
      const secrets = Object.hasOwn(__secrets, name) ? { __secrets: __secrets[name] } : {};
      const common = { cluster, name, ...optional("timeouts", timeouts), ...secrets };
      return [name, { ...member, ...common } as unknown as StoredInputs];
    }),
  );
}

/** The connectors that are no longer in the program, if the set may not delete any. */
export function refusedDeletions(olds: Partial<SetInputs>, news: CanonicalSet): Failure[] {
  const { allowDelete } = news.frame;
  if (allowDelete !== false || !isKnown(news.frame)) return [];
  const gone = namesGone(olds, [...news.connectors.keys(), ...news.unknown]);
  if (gone.length === 0) return [];
  const [some, more] = [gone.slice(0, 10), gone.length - 10];
  const shown = some.map((name) => pathIn(name, "")).join(", ");
  return [
    {
      property: "allowDelete",
      reason:
        `is false, and the program no longer has ${shown}${more > 0 ? ` and ${more} more` : ""}: ` +
        "`pulumi up` would delete them. Put them back, or take allowDelete out of the program for this deployment. " +
        "To move a connector to another resource without deleting it, do the same, and declare it there with adopt: true.",
    },
  ];
}

export function namesGone(olds: Partial<SetInputs>, names: readonly string[]): string[] {
  const stay = new Set(names);
  const before = isMap(olds.connectors) ? Object.keys(olds.connectors) : [];
  return before.filter((name) => !stay.has(name));
}

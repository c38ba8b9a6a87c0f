/** A program of connectors as plain values: its changes, and the expected cluster afterwards. */
import type { TargetState } from "../../index";

export type Kind = "source" | "sink";

export interface Declared {
  /** The suffix of the connector's name, after the resource's name. */
  readonly suffix: string;
  readonly kind: Kind;
  readonly tasksMax: number;
  readonly state: TargetState;
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

/** By the names of the resources. */
export type Program = Readonly<Record<string, Declared>>;

/**
 * `pick` chooses among the existing connectors when the operation runs. So every operation fits
 * every program, and a failure can be shrunk by leaving out operations.
 */
export type Operation =
  | { readonly does: "add"; readonly declared: Declared }
  /** Another suffix means another name, which replaces the connector. */
  | {
      readonly does: "change";
      readonly pick: number;
      readonly to: Partial<Omit<Declared, "config">>;
    }
  | {
      readonly does: "set";
      readonly pick: number;
      readonly key: string;
      readonly value: string | number | boolean;
    }
  | { readonly does: "unset"; readonly pick: number; readonly nth: number }
  | { readonly does: "delete"; readonly pick: number };

const RESOURCES = ["a", "b", "c", "d", "e", "f"];

export function applied(program: Program, operation: Operation): Program {
  if (operation.does === "add") {
    const free = RESOURCES.find((resource) => program[resource] === undefined);
    return free === undefined ? program : { ...program, [free]: operation.declared };
  }
  const resource = picked(Object.keys(program), operation.pick);
  if (resource === undefined) return program;
  const { [resource]: declared, ...others } = program;
  if (declared === undefined || operation.does === "delete") return others;
  return { ...program, [resource]: changed(declared, operation) };
}

type Edit = Exclude<Operation, { readonly does: "add" | "delete" }>;

function changed(declared: Declared, operation: Edit): Declared {
  switch (operation.does) {
    case "change":
      return { ...declared, ...operation.to };
    case "set":
      return { ...declared, config: { ...declared.config, [operation.key]: operation.value } };
    case "unset": {
      const gone = picked(Object.keys(declared.config), operation.nth);
      return { ...declared, config: without(declared.config, gone) };
    }
  }
}

/** A connector on the cluster. */
export interface Present {
  readonly config: Readonly<Record<string, string>>;
  readonly state: TargetState;
}

/** By the names of the connectors. */
export type Connectors = Readonly<Record<string, Present>>;

/** The prefix and files of a program's connectors. */
export interface Place {
  /** The prefix of all their names. */
  readonly prefix: string;
  readonly classes: Readonly<Record<Kind, string>>;
  /** Keys without which none of the classes runs. */
  readonly config: Readonly<Record<string, string>>;
}

export function nameOf({ prefix }: Place, resource: string, { suffix }: Declared): string {
  return `${prefix}-${resource}${suffix}`;
}

/**
 * The connectors that the cluster must have. Computed without the provider's functions, which are
 * under test.
 */
export function connectorsOf(place: Place, program: Program): Connectors {
  return Object.fromEntries(
    Object.entries(program).map(([resource, declared]) => {
      const name = nameOf(place, resource, declared);
      return [name, presentAs(place, name, declared)];
    }),
  );
}

export function presentAs(place: Place, name: string, declared: Declared): Present {
  const values = Object.entries(declared.config).map(([key, value]) => [key, String(value)]);
  const config = {
    ...place.config,
    ...(Object.fromEntries(values) as Record<string, string>),
    name,
    "connector.class": place.classes[declared.kind],
    "tasks.max": String(declared.tasksMax),
  };
  return { config, state: declared.state };
}

export function picked<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % from.length];
}

export function without<T>(
  of: Readonly<Record<string, T>>,
  key: string | undefined,
): Record<string, T> {
  return Object.fromEntries(Object.entries(of).filter(([one]) => one !== key));
}

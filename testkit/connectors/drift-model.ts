/** Changes by others between two runs of the program: their calls, and the expected result. */
import type { TargetState } from "../../index";
import {
  type Connectors,
  type Declared,
  picked,
  type Place,
  presentAs,
  without,
} from "./program-model";

/** `pick` chooses one of the program's existing connectors; connectors of others stay unchanged. */
export type Drift =
  | {
      readonly does: "edit";
      readonly pick: number;
      readonly key: string;
      /** Without it, the key is removed. */
      readonly value?: string;
    }
  | { readonly does: "delete"; readonly pick: number }
  | { readonly does: "pause" | "stop" | "resume"; readonly pick: number }
  /** A connector outside the program; none if there are enough of them. */
  | { readonly does: "make"; readonly declared: Declared };

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export interface Cluster {
  readonly ours: Connectors;
  readonly others: Connectors;
}

export interface Drifted extends Cluster {
  readonly calls: readonly Call[];
}

const STATES: Readonly<Record<"pause" | "stop" | "resume", TargetState>> = {
  pause: "paused",
  stop: "stopped",
  resume: "running",
};

const WIRE_STATES: Readonly<Record<TargetState, string>> = {
  running: "RUNNING",
  paused: "PAUSED",
  stopped: "STOPPED",
};

export function drifted(place: Place, before: Cluster, drifts: readonly Drift[]): Drifted {
  return drifts.reduce<Drifted>(
    (cluster, drift) => {
      const after = afterOne(place, cluster, drift);
      return { ...cluster, ...after, calls: [...cluster.calls, ...(after?.calls ?? [])] };
    },
    { ...before, calls: [] },
  );
}

function afterOne(
  place: Place,
  { ours, others }: Cluster,
  drift: Drift,
): Partial<Drifted> | undefined {
  if (drift.does === "make") return made(place, others, drift.declared);
  const name = picked(Object.keys(ours), drift.pick);
  const present = name === undefined ? undefined : ours[name];
  if (name === undefined || present === undefined) return undefined;
  const path = `/connectors/${encodeURIComponent(name)}`;
  switch (drift.does) {
    case "delete":
      return { ours: without(ours, name), calls: [{ method: "DELETE", path }] };
    case "edit": {
      const { key, value } = drift;
      const rest = without(present.config, key);
      const config = value === undefined ? rest : { ...rest, [key]: value };
      const calls = [{ method: "PUT", path: `${path}/config`, body: config }];
      return { ours: { ...ours, [name]: { ...present, config } }, calls };
    }
    case "pause":
    case "stop":
    case "resume": {
      const state = STATES[drift.does];
      const calls = [{ method: "PUT", path: `${path}/${drift.does}` }];
      return { ours: { ...ours, [name]: { ...present, state } }, calls };
    }
  }
}

const ENOUGH = 4;

function made(place: Place, others: Connectors, declared: Declared): Partial<Drifted> | undefined {
  if (Object.keys(others).length >= ENOUGH) return undefined;
  const name = `${place.prefix}-others${Object.keys(others).length}${declared.suffix}`;
  const present = presentAs(place, name, declared);
  const { config, state } = present;
  const body = { name, config, initial_state: WIRE_STATES[state] };
  const calls = [{ method: "POST", path: "/connectors", body }];
  return { others: { ...others, [name]: present }, calls };
}

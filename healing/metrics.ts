/** The agent's metrics, in Prometheus' text format. */
import type { ConnectorStatus } from "../provider/connect/wire";
import type { Memory } from "./memory";

export interface Facts {
  /** Whether the cluster answered the last poll. */
  readonly answers: boolean;
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
  readonly memory: Memory;
  /** Counted since the agent started. */
  readonly restarts: ReadonlyMap<string, { readonly requested: number; readonly failed: number }>;
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const PREFIX = "kafka_connect_healing_";
/** Always reported, so that an alert sees them return to 0. */
const STATES = ["running", "paused", "stopped", "failed", "unassigned", "restarting"];

export function metricsText({ answers, statuses, memory, restarts }: Facts): string {
  const all = [...statuses.values()];
  const known = [...memory.connectors];
  return [
    metric("up", "gauge", "Whether the Connect cluster answered the last poll.", [
      { value: Number(answers) },
    ]),
    metric(
      "connectors",
      "gauge",
      "Connectors, by the state of the connector itself.",
      byState(all.map(({ connector }) => connector.state)),
    ),
    metric(
      "tasks",
      "gauge",
      "Tasks, by state.",
      byState(all.flatMap(({ tasks }) => tasks.map(({ state }) => state))),
    ),
    metric(
      "restarts_total",
      "counter",
      "Restarts by the agent since it started. `failed`: Connect refused it, or gave no answer.",
      [...restarts].flatMap(([connector, { requested, failed }]) => [
        { labels: { connector, result: "requested" }, value: requested },
        { labels: { connector, result: "failed" }, value: failed },
      ]),
    ),
    metric(
      "given_up",
      "gauge",
      "1 for a connector that is failed after all restarts of its policy.",
      [...statuses.keys()].map((connector) => ({
        labels: { connector },
        value: Number(memory.connectors.get(connector)?.givenUp === true),
      })),
    ),
    metric(
      "last_restart_timestamp_seconds",
      "gauge",
      "When the agent last restarted the connector. Gone once the connector has run for long enough.",
      known.flatMap(([connector, { lastRestartAt }]) =>
        lastRestartAt === undefined ? [] : [{ labels: { connector }, value: lastRestartAt / 1000 }],
      ),
    ),
  ].join("");
}

function byState(found: readonly string[]): Sample[] {
  const counts = new Map(STATES.map((state) => [state, 0]));
  for (const state of found.map((one) => one.toLowerCase())) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(
    ({ labels = {}, value }) => `${PREFIX}${name}${labelText(labels)} ${value}\n`,
  );
  return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

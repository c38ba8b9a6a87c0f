/** The loop that polls a Connect cluster and restarts failed parts. One agent per cluster. */
import { type Clock, systemClock } from "../provider/core/clock";
import type { Endpoint } from "../provider/endpoint/endpoint";
import type { HealingEvent } from "./events";
import { Healer } from "./healer";
import { DEFAULT_POLICY, type RestartPolicy } from "./policy";
import { DEFAULT_SCHEDULE, type Schedule } from "./schedule";
import { serve } from "./server";

export interface AgentOptions {
  readonly endpoint: Endpoint;
  readonly schedule?: Partial<Schedule>;
  /** For connectors without their own policy in `policyFolder`. */
  readonly policy?: Partial<RestartPolicy>;
  /** One file per connector, see policy.ts. Read again for each poll. */
  readonly policyFolder?: string;
  /** The file that keeps the counts when the agent restarts. */
  readonly memoryFile?: string;
  /** Where to serve /metrics and /healthz; on all addresses without `host`. */
  readonly serve?: { readonly port: number; readonly host?: string };
  readonly log: (event: HealingEvent) => void;
  /** Ends the agent after the current poll. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** Heals until the signal. */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { signal, clock = systemClock } = options;
  const settings = settingsOf(options);
  const healer = new Healer(settings, clock);
  const server =
    options.serve === undefined ? undefined : await serve(options.serve, healer, clock);
  const { policy, schedule } = settings;
  options.log({ event: "started", url: options.endpoint.url, policy, schedule });
  try {
    while (signal?.aborted !== true) {
      await healer.poll();
      await rest(schedule.pollMs, clock, signal);
    }
  } finally {
    server?.close();
  }
}

/**
 * Each pause has its own promise, because a promise that never ends would keep data of every poll
 * in memory.
 */
async function rest(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return clock.sleep(ms);
  if (signal.aborted) return;
  let end = () => {};
  const aborted = new Promise<void>((resolve) => (end = resolve));
  signal.addEventListener("abort", end, { once: true });
  await Promise.race([clock.sleep(ms), aborted]);
  signal.removeEventListener("abort", end);
}

export interface Healed {
  readonly restarted: readonly string[];
  /** The parts that were FAILED in the first poll. */
  readonly failed: readonly string[];
}

/**
 * Polls twice, immediately restarts what is FAILED in both polls, and ends. Throws if the cluster
 * does not answer.
 */
export async function healOnce(options: Omit<AgentOptions, "serve" | "signal">): Promise<Healed> {
  const clock = options.clock ?? systemClock;
  const settings = settingsOf(options);
  const schedule = { ...settings.schedule, firstWaitMs: 0 };
  const healer = new Healer({ ...settings, schedule }, clock);
  const failed = await healer.lookOrThrow();
  if (failed.length === 0) return { restarted: [], failed };
  await clock.sleep(schedule.pollMs);
  await healer.lookOrThrow();
  return { restarted: [...healer.facts.restarts.keys()], failed };
}

function settingsOf(options: Omit<AgentOptions, "serve" | "signal">) {
  return {
    ...options,
    schedule: { ...DEFAULT_SCHEDULE, ...options.schedule },
    policy: { ...DEFAULT_POLICY, ...options.policy },
  };
}

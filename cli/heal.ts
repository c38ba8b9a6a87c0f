import { type AgentOptions, healOnce, runAgent } from "../healing/agent";
import type { HealingEvent, ReportedPart } from "../healing/events";
import { rootCause } from "../provider/connect/trace";
import { EXIT, type ExitCode } from "./exit";
import { durationOf, openSession, type SessionOptions } from "./session";
import { printable } from "./table";
import type { Terminal } from "./terminal";

export interface HealOptions extends SessionOptions {
  readonly once?: true;
  readonly maxRetry: number;
  readonly every: string;
  readonly metrics?: number;
  readonly json?: true;
}

/** The healing agent in the foreground. */
export async function heal(
  options: HealOptions,
  terminal: Terminal,
  interruption: () => AbortSignal,
): Promise<ExitCode> {
  const pollMs = durationOf("--every", options.every);
  const { target, api, attempt } = await openSession(options);
  const agent: AgentOptions = {
    endpoint: target.endpoint,
    schedule: { pollMs },
    policy: { maxRetry: options.maxRetry },
    log: (event) => {
      const time = new Date().toISOString();
      const line = options.json === true ? JSON.stringify({ time, ...event }) : sentence(event);
      terminal.write(`${line}\n`);
    },
  };
  if (options.once === true) {
    const { failed, restarted } = await attempt("heal", () => healOnce(agent));
    if (options.json !== true && failed.length === 0) terminal.write("nothing has failed\n");
    return failed.every((name) => restarted.includes(name)) ? EXIT.ok : EXIT.failed;
  }
  // The agent waits for an unreachable cluster, but a wrong url should be reported at the start.
  await attempt("heal", () => api.worker());
  const { metrics } = options;
  await attempt("heal", () =>
    runAgent({
      ...agent,
      ...(metrics === undefined ? {} : { serve: { port: metrics } }),
      signal: interruption(),
    }),
  );
  return EXIT.ok;
}

/** An event as text for people. Exported for its test. */
export function sentence(event: HealingEvent): string {
  switch (event.event) {
    case "started":
      return `healing ${event.url}: at most ${event.policy.maxRetry} restarts of a connector`;
    case "restart":
      return `${event.connector}: restart ${event.attempt} of at most ${event.maxRetry}: ${reasons(event.parts)}`;
    case "given up":
      return `${event.connector}: given up after ${event.restarts} restarts: ${reasons(event.parts)}`;
    case "cured":
      return `${event.connector}: cured`;
    case "restart failed":
    case "rebalancing":
      return `${event.connector}: ${event.event}: ${printable(event.reason)}`;
    case "no answer":
      return `no answer: ${printable(event.reason)}`;
    case "answers again":
      return event.event;
    case "policy refused":
      return `${event.file}: ${event.event}: ${printable(event.reason)}`;
  }
}

function reasons(parts: readonly ReportedPart[]): string {
  return parts
    .map(({ part, worker, trace }) => `${part} on ${worker}: ${printable(rootCause(trace))}`)
    .join("; ");
}

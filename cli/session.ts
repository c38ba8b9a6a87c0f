import { type ConnectApi, connectApi } from "../provider/connect/api";
import { systemClock } from "../provider/core/clock";
import { createSend } from "../provider/connect/http";
import { parseDuration } from "../provider/core/duration";
import { retry } from "../provider/connect/retry";
import { UNKNOWN_CONFIG } from "../provider/connect/redact";
import { CliError, EXIT } from "./exit";
import { explained } from "./explain";
import { type Target, type TargetOptions, targetOf } from "./target";

/** The context of every command that calls a cluster. */
export interface Session {
  readonly target: Target;
  readonly api: ConnectApi;
  /** Epoch ms. */
  readonly deadline: number;
  /** Turns a failure into one line that names the attempted action. */
  readonly attempt: <T>(doing: string, work: () => Promise<T>) => Promise<T>;
}

export interface SessionOptions extends TargetOptions {
  readonly timeout: string;
}

/** Does not wait for an unreachable worker, because the user is watching. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const timeoutMs = durationOf("--timeout", options.timeout);
  const target = await targetOf(options);
  const deadline = Date.now() + timeoutMs;
  const attempt = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explained(error, doing, target, UNKNOWN_CONFIG);
    }
  };
  return attempt("connect", () => {
    const send = createSend(target.endpoint);
    const api = connectApi((call, limit) => {
      const once = () => send(call, Math.min(limit ?? Infinity, timeoutMs));
      if (call.method !== "GET") return once();
      return retry(once, { deadline, unreachableMs: 0 }, systemClock);
    });
    return Promise.resolve({ target, api, deadline, attempt });
  });
}

/** In ms. */
export function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) {
    throw new CliError(
      EXIT.usage,
      `${option}: "${text}" is not a duration (for example 30s or 5m)`,
    );
  }
  return ms;
}

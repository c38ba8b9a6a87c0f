import { CredentialError } from "../provider/endpoint/credentials";
import type { Endpoint } from "../provider/endpoint/endpoint";
import { type ConnectError, isConnectError } from "../provider/core/errors";
import { explain } from "../provider/connect/explain";
import type { Redactor } from "../provider/connect/redact";
import { CliError, EXIT, type ExitCode } from "./exit";
import { FLAG_TERMS, STACK_TERMS } from "./flags";
import { printable } from "./table";
import type { Target } from "./target";

/**
 * Turns any thrown value into one line with an exit code. `doing` is the attempted action:
 * `pause "x"`.
 */
export function explained(
  error: unknown,
  doing: string,
  { endpoint, declared }: Target,
  redactor: Redactor,
): CliError {
  if (error instanceof CliError) return error;
  const step = isConnectError(error) ? ownStep(error) : undefined;
  const terms = declared === undefined ? FLAG_TERMS : STACK_TERMS;
  const { explained } = explain(error, doing, endpoint, redactor, terms);
  const text = `${withoutStop(explained.what)}. ${step ?? explained.step ?? ""}`.trim();
  return new CliError(codeOf(error), printable(text), { cause: error });
}

function codeOf(error: unknown): ExitCode {
  if (error instanceof CredentialError) return EXIT.usage;
  if (!isConnectError(error)) return EXIT.failed;
  if (error.forward !== undefined) return EXIT.unreachable;
  switch (error.kind) {
    case "unreachable":
    case "unanswered":
    case "unauthorized":
    case "tls":
      return EXIT.unreachable;
    case "missing":
      return EXIT.notFound;
    default:
      return EXIT.failed;
  }
}

/** The next step, if it differs from the next step of a deployment. */
function ownStep({ kind, forward, stranger, call }: ConnectError): string | undefined {
  if (forward !== undefined || stranger !== undefined) return undefined;
  if (kind === "busy") return "The worker kept rebalancing or restarting: try again";
  if (kind === "unanswered") {
    // A read can simply be repeated.
    return call.startsWith("GET ")
      ? "To wait longer, pass --timeout"
      : "No usable answer came, so it may have been done or not: `status` shows it";
  }
  if (kind === "invalid") return "See the worker's log";
  return undefined;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}

/** The cluster's name in messages. */
export function nameOf({ id, url }: Endpoint): string {
  return id === undefined || id === url ? url : `${id} (${url})`;
}

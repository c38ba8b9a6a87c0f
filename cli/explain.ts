import { CredentialError } from "../provider/endpoint/credentials";
import type { Endpoint } from "../provider/endpoint/endpoint";
import { type ConnectError, isConnectError } from "../provider/core/errors";
import { explain } from "../provider/connect/explain";
import type { Redactor } from "../provider/connect/redact";
import { CliError, EXIT, type ExitCode } from "./exit";
import { FLAG_TERMS, STACK_TERMS } from "./flags";
import { printable } from "./table";
import type { Target } from "./target";

/** Makes anything thrown one line with its exit code. `doing` is what was tried: `pause "x"`. */
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

/** Where the next step of a deployment is not that of a command. */
function ownStep({ kind, forward, stranger, call }: ConnectError): string | undefined {
  if (forward !== undefined || stranger !== undefined) return undefined;
  if (kind === "busy") return "The worker kept rebalancing or restarting: try again";
  if (kind === "unanswered") {
    // What only reads can be asked again.
    return call.startsWith("GET ")
      ? "To wait longer, pass --timeout"
      : "No usable answer came, so it may have been done or not: `status` shows it";
  }
  if (kind === "invalid") return "The worker's log says more";
  return undefined;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}

/** The cluster as messages name it. */
export function nameOf({ id, url }: Endpoint): string {
  return id === undefined || id === url ? url : `${id} (${url})`;
}

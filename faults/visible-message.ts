import { diagnostics, type Run } from "../testkit/engine/engine";
import type { Scenario } from "../testkit/connectors/scenario";

/** What the user sees of a fault: the error, or otherwise the progress message. */
export function visibleMessage(run: Run, s: Scenario): string | undefined {
  const found = [
    ...diagnostics(run, "error").flatMap((text) => /[a-z ]*connector "[\s\S]*/.exec(text) ?? []),
    ...diagnostics(run, "info").filter((text) => text.startsWith("Kafka Connect at ")),
  ];
  return found[0]
    ?.replaceAll(s.proxy.url, "http://connect:8083")
    .replaceAll(`${s.prefix}-`, "")
    .trim();
}

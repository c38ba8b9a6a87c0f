import { diagnostics, type Run } from "../tests/helpers/engine";
import type { Scenario } from "../tests/helpers/scenario";

/** What the user sees of a fault: the error, or else the sign that it is tried again. */
export function told(run: Run, s: Scenario): string | undefined {
  const ours = [...diagnostics(run, "error"), ...diagnostics(run, "info")].flatMap(
    (text) => /Kafka Connect(?:: | at http)[\s\S]*/.exec(text) ?? [],
  );
  return ours[0]
    ?.replaceAll(s.proxy.url, "http://connect:8083")
    .replaceAll(`${s.prefix}-`, "")
    .replace(/^Kafka Connect: /, "")
    .trim();
}

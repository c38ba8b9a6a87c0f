import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../provider/core/clock";
import { ANSWER_TIMEOUT_MS } from "../provider/connect/http";
import { type Facts, METRICS_TYPE, metricsText } from "./metrics";

/** The values that the server reports. */
export interface Observed {
  readonly facts: Facts;
  /** When the last poll began. */
  readonly polledAt: number;
  /** The deadline for the beginning of the next poll. */
  readonly pollMs: number;
}

/**
 * Serves `/metrics` and `/healthz`. The latter fails if the loop hangs, not if Connect is
 * unreachable.
 */
export function serve(
  { port, host }: { readonly port: number; readonly host?: string },
  observed: Observed,
  clock: Clock,
): Promise<http.Server> {
  const server = http.createServer(({ method, url }, response) => {
    const answer = (status: number, type: string, text: string) =>
      void response.writeHead(status, { "Content-Type": type }).end(method === "HEAD" ? "" : text);
    if (method !== "GET" && method !== "HEAD") answer(405, "text/plain", "GET only\n");
    else if (url === "/metrics") answer(200, METRICS_TYPE, metricsText(observed.facts));
    else if (url !== "/healthz") answer(404, "text/plain", "/metrics or /healthz\n");
    else if (standsStill(observed, clock.now())) answer(503, "text/plain", "stands still\n");
    else answer(200, "text/plain", "ok\n");
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

export function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

/** A poll may have to wait for all calls of its restarts. */
function standsStill({ polledAt, pollMs }: Observed, now: number): boolean {
  return now - polledAt > pollMs + 3 * ANSWER_TIMEOUT_MS;
}

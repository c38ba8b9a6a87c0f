/** Which calls a fault affects, and for how long. Each rule starts from the beginning. */
import type { Fault, Rule, Seen } from "../testkit/connect/proxy";
import type { Operation } from "./row";

export const always =
  (fault: Fault): Rule =>
  () =>
    fault;

/** Only the first calls of each method and path. */
export function firstTimes(times: number, fault: Fault): Rule {
  const seen = new Map<string, number>();
  return ({ method, path }) => {
    const call = `${method} ${path}`;
    const before = seen.get(call) ?? 0;
    seen.set(call, before + 1);
    return before < times ? fault : undefined;
  };
}

/** Only the very first call. */
export function once(fault: Fault): Rule {
  let met = false;
  return () => {
    if (met) return undefined;
    met = true;
    return fault;
  };
}

/** For this long from the first call on. */
export function during(ms: number, fault: Fault): Rule {
  let end: number | undefined;
  return () => {
    end ??= Date.now() + ms;
    return Date.now() < end ? fault : undefined;
  };
}

export const onWrites = onlyOn(
  ({ method, path }) => method !== "GET" && path.startsWith("/connectors"),
);
export const onReads = onlyOn(
  ({ method, path }) => method === "GET" && path.startsWith("/connectors"),
);
export const onDefinitions = onlyOn(
  ({ method, path }) => method === "GET" && /^\/connector-plugins\/[^/]+\/config$/.test(path),
);
export const onDeletes = onlyOn(({ method }) => method === "DELETE");

/** The operation's main calls: its writes or reads, but no validation or earlier read. */
export const onItsCalls = (operation: Operation, rule: Rule): Rule =>
  operation === "read" || operation === "wait" ? onReads(rule) : onWrites(rule);

function onlyOn(meets: (seen: Seen) => boolean) {
  return (rule: Rule): Rule =>
    (seen) =>
      meets(seen) ? rule(seen) : undefined;
}

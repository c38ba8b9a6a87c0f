/**
 * Every fault that a proxy in front of a real worker causes, and the expected result of each
 * operation.
 */
import { connectError, type Fault, type Rule } from "../testkit/connect/proxy";
import type { Config } from "../provider/connect/wire";
import type { Arguments, Scenario } from "../testkit/connectors/scenario";
import type { Operation } from "./row";
import { rotated, tokenFile } from "./rotated-token";
import {
  always,
  during,
  firstTimes,
  once,
  onDefinitions,
  onDeletes,
  onItsCalls,
  onReads,
  onWrites,
} from "./rules";

/** Or the message with which it fails; the next run, without the fault, must converge. */
export type Expected = "converges" | { readonly fails: string };

export interface FaultOnTheWay {
  readonly name: string;
  readonly what: string;
  /**
   * Created for each operation: it begins with the operation's first call, or when it begins to
   * wait.
   */
  readonly rule: (operation: Operation, s: Scenario) => Rule;
  /** Further arguments of each connector in the program. */
  readonly says?: (s: Scenario) => Arguments;
  /** Config keys that somebody else has written to the first connector. */
  readonly keysOfOthers?: Config;
  /** Whether the proxy uses https. */
  readonly tls?: true;
  /** Only the operations that the fault can affect. */
  readonly expected: Readonly<Partial<Record<Operation, Expected>>>;
  /** Whether every test run includes it, as an example of its kind. */
  readonly sample?: true;
}

/** A value in the config of every connector of the matrix. */
export const SECRET = "hunter2-of-a-password";

const REBALANCE = connectError(
  409,
  "Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)",
);
const NO_LEADER =
  "IO Error trying to forward REST request: java.net.ConnectException: Connection refused";
const TIMED_OUT =
  "Request timed out. The worker is currently ensuring membership in the cluster, which began at 2026-01-01T00:00:00.000Z";
const page = (status: number, words: string): Fault => ({
  answer: { status, type: "text/html", body: `<html><h1>${status} ${words}</h1></html>` },
});
const inPlace = (status: number, message: string): Fault => ({
  instead: { status, body: JSON.stringify({ error_code: status, message }) },
});

const OTHERS_SECRET = "hunter2-of-somebody-else";
const NO_PATCH = connectError(405, "HTTP 405 Method Not Allowed");

/** As vendors' servers do in all their answers. */
const masks = (secret: string): Rule =>
  onReads(always({ change: (body) => body.replaceAll(secret, "********") }));

const everyOperation = (end: Expected = "converges") =>
  ({ create: end, update: end, read: end, delete: end, wait: end }) as const;
const writes = { create: "converges", update: "converges", delete: "converges" } as const;

/** A minute each. Without `wait`, which waits longer for an existing connector. */
const NOBODY = { fails: "Something in front of Kafka Connect answered in its place." } as const;
const withoutCluster = {
  create: NOBODY,
  update: NOBODY,
  read: NOBODY,
  delete: { fails: "PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE=true" },
} as const;
const LOGIN = { fails: "A gateway asks for credentials" } as const;

export const proxyFaults: readonly FaultOnTheWay[] = [
  {
    name: "rebalance-409",
    sample: true,
    what: "409 during a rebalance, twice per call",
    rule: () => firstTimes(2, REBALANCE),
    expected: everyOperation(),
  },
  {
    name: "rebalance-409-20s",
    what: "409 during a rebalance, for 20 s",
    rule: () => during(20_000, REBALANCE),
    expected: everyOperation(),
  },
  {
    name: "rebalance-500",
    what: "500 during a rebalance, twice per call",
    rule: () =>
      firstTimes(
        2,
        connectError(500, "Request cannot be completed because a rebalance is expected"),
      ),
    expected: everyOperation(),
  },
  {
    name: "forwarded",
    what: "500 because a worker cannot forward to the leader, twice per call",
    rule: () => firstTimes(2, connectError(500, NO_LEADER)),
    expected: everyOperation(),
  },
  {
    name: "forwarded-made",
    what: "500 because a worker cannot forward to the leader, but the write is applied",
    rule: () => onWrites(firstTimes(1, inPlace(500, NO_LEADER))),
    expected: writes,
  },
  {
    name: "answer-lost",
    sample: true,
    what: "answer lost after the write",
    rule: () => onWrites(firstTimes(1, { cut: "answer" })),
    expected: writes,
  },
  {
    name: "refused",
    what: "connection refused for 3 s",
    rule: (operation) => onItsCalls(operation, once({ refuseMs: 3_000 })),
    expected: everyOperation(),
  },
  {
    name: "reset",
    sample: true,
    what: "connection reset before the call arrives",
    rule: () => firstTimes(1, { cut: "call" }),
    expected: everyOperation(),
  },
  {
    name: "tls-cut",
    sample: true,
    what: "TLS connection cut, then twice more during the handshake",
    rule: (operation) => onItsCalls(operation, once({ cutConnections: 2 })),
    tls: true,
    expected: everyOperation(),
  },
  {
    name: "silence",
    what: "95 s of silence, then the worker's own timeout; the write is applied",
    rule: (operation) =>
      onItsCalls(operation, once({ delayMs: 95_000, ...inPlace(500, TIMED_OUT) })),
    expected: everyOperation(),
  },
  {
    name: "slow",
    what: "every answer takes 12 s",
    rule: () => always({ delayMs: 12_000 }),
    expected: everyOperation(),
  },
  {
    name: "masked",
    sample: true,
    what: "the server masks secrets in its answers",
    rule: () => masks(SECRET),
    expected: everyOperation(),
  },
  {
    name: "masked-ignored",
    sample: true,
    what: "the server masks a secret of somebody else, which `ignoreKeys` leaves alone",
    rule: () => masks(OTHERS_SECRET),
    says: () => ({ ignoreKeys: ["team.*"] }),
    keysOfOthers: { "team.password": OTHERS_SECRET },
    expected: { update: "converges", read: "converges", delete: "converges" },
  },
  {
    name: "masked-ignored-old",
    what: "the same on a server without `PATCH` (before Kafka Connect 3.8)",
    rule: () => (seen) => (seen.method === "PATCH" ? NO_PATCH : masks(OTHERS_SECRET)(seen)),
    says: () => ({ ignoreKeys: ["team.*"] }),
    keysOfOthers: { "team.password": OTHERS_SECRET },
    expected: {
      update: { fails: 'that would lose config["team.password"]' },
      read: "converges",
      delete: "converges",
    },
  },
  {
    name: "server-keys",
    what: "the server adds a key to the configs in its answers",
    rule: () =>
      onReads(
        always({
          change: (body) =>
            body.replaceAll('"config":{', '"config":{"__internal.config.version":"7",'),
        }),
      ),
    expected: everyOperation(),
  },
  {
    name: "gone",
    what: "404 on delete: somebody else deleted it first",
    rule: () => onDeletes(always({ again: true })),
    expected: { delete: "converges" },
  },
  {
    name: "truncated",
    what: "truncated JSON",
    rule: () => firstTimes(1, { change: (body) => body.slice(0, body.length / 2) }),
    expected: everyOperation(),
  },
  {
    name: "html",
    sample: true,
    what: "502 with an HTML page of a gateway",
    rule: () => firstTimes(1, page(502, "Bad Gateway")),
    expected: everyOperation(),
  },
  {
    name: "login-page",
    what: "200 with an HTML page instead of the answer; the write is applied",
    rule: () => firstTimes(1, { instead: { status: 200, type: "text/html", body: "<html/>" } }),
    expected: everyOperation(),
  },
  {
    name: "definitions",
    what: "500 in the place of what a class defines, once",
    rule: () => onDefinitions(once(connectError(500, "java.lang.NullPointerException"))),
    expected: { create: "converges", update: "converges" },
  },
  {
    name: "no-cluster-502",
    what: "502 of a gateway without a cluster, on every call",
    rule: () => always(page(502, "Bad Gateway")),
    expected: withoutCluster,
  },
  {
    name: "no-cluster-503",
    what: "503 of a gateway without a cluster, on every call",
    rule: () => always(page(503, "Service Unavailable")),
    expected: withoutCluster,
  },
  {
    name: "no-cluster-504",
    what: "504 of a gateway without a cluster, on every call",
    rule: () => always(page(504, "Gateway Timeout")),
    expected: withoutCluster,
  },
  {
    name: "logged-out",
    what: "login page with 200, on every call",
    rule: () => always(page(200, "Sign in")),
    expected: { create: LOGIN, update: LOGIN, read: LOGIN, delete: LOGIN },
  },
  {
    name: "starting",
    what: "404 without Connect's error body from a starting worker, twice per call",
    rule: () => firstTimes(2, page(404, "Not Found")),
    expected: everyOperation(),
  },
  {
    name: "unauthorized",
    sample: true,
    what: "401 during the run",
    rule: () => always(connectError(401, "User cannot access the resource.")),
    expected: everyOperation({ fails: "The credentials are not accepted" }),
  },
  {
    name: "rotated-token",
    sample: true,
    what: "the token in a `{ file }` is rotated during the run",
    rule: (_verb, s) => rotated(s),
    says: (s) => ({ cluster: { ...s.cluster, bearerToken: { file: tokenFile(s) } } }),
    expected: everyOperation(),
  },
  {
    name: "too-many",
    what: "429 from a gateway, twice per call",
    rule: () => firstTimes(2, { answer: { status: 429, type: "text/plain", body: "slow down" } }),
    expected: everyOperation(),
  },
];

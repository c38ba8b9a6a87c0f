/**
 * The minimum of calls with the same effect, with the provider's concurrency, in a separate
 * process:
 *
 *   npx tsx bench/rest-floor.ts <url> <brokers> <size>
 *
 * It prints a `Cycle` as JSON, without the time to start its process.
 */
import * as http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { countedByKind } from "./call-kinds";
import { connectorClass, connectorConfig, prefix } from "./connectors";
import type { Action, Cycle, Measured } from "./measurement";

const WRITES_IN_FLIGHT = 64;
/** The same as ours: a validation may open connections to the connector's own system. */
const VALIDATIONS_IN_FLIGHT = 8;
const POLL_MS = 50;

const [url = "", brokers = "", size = "1"] = process.argv.slice(2);
const names = Array.from({ length: Number(size) }, (_, i) => `${prefix}-${i}`);
const writes = new http.Agent({ keepAlive: true, maxSockets: WRITES_IN_FLIGHT });
const validations = new http.Agent({ keepAlive: true, maxSockets: VALIDATIONS_IN_FLIGHT });
let calls: { method: string; path: string }[] = [];

function call(method: string, path: string, body?: unknown, agent = writes): Promise<unknown> {
  calls.push({ method, path });
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { "Content-Type": "application/json" };
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const answer = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) < 300) resolve(answer === "" ? null : JSON.parse(answer));
        else reject(new Error(`${method} ${path}: ${response.statusCode ?? "none"} ${answer}`));
      });
    });
    request.on("error", reject).end(text);
  });
}

type Statuses = Record<string, { status?: { connector: { state: string } } | null }>;

async function untilRunning(): Promise<void> {
  for (;;) {
    const all = (await call("GET", "/connectors?expand=status")) as Statuses;
    if (names.every((name) => all[name]?.status?.connector.state === "RUNNING")) return;
    await pause(POLL_MS);
  }
}

async function untilGone(): Promise<void> {
  for (;;) {
    const all = new Set((await call("GET", "/connectors")) as string[]);
    if (!names.some((name) => all.has(name))) return;
    await pause(POLL_MS);
  }
}

const each = (make: (name: string) => Promise<unknown>) => Promise.all(names.map(make));
const wireConfig = (name: string, revision: number) => ({
  name,
  "connector.class": connectorClass,
  "tasks.max": "1",
  ...connectorConfig(brokers, revision),
});

async function measured(
  write: () => Promise<unknown>,
  effect: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Measured> {
  calls = [];
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  await write();
  const writeSeconds = seconds();
  await effect();
  return { seconds: seconds(), writeSeconds, calls: countedByKind(calls) };
}

async function main(): Promise<Cycle> {
  const create = (name: string) =>
    call("POST", "/connectors", { name, config: wireConfig(name, 1) });
  const update = (name: string) => call("PUT", `/connectors/${name}/config`, wireConfig(name, 2));
  const validate = (name: string) => {
    const path = `/connector-plugins/${connectorClass}/config/validate`;
    return call("PUT", path, wireConfig(name, 1), validations);
  };
  const remove = () => each((name) => call("DELETE", `/connectors/${name}`));
  const cycle: Partial<Record<Action, Measured>> = {};
  cycle["preview, all new"] = await measured(() => each(validate));
  cycle.create = await measured(() => each(create), untilRunning);
  cycle.refresh = await measured(() => call("GET", "/connectors?expand=info&expand=status"));
  cycle["change all"] = await measured(() => each(update), untilRunning);
  cycle.destroy = await measured(remove, untilGone);
  cycle["create, no wait"] = await measured(() => each(create));
  await untilRunning();
  await remove();
  await untilGone();
  return cycle;
}

main().then(
  (cycle) => {
    process.stdout.write(JSON.stringify(cycle));
    writes.destroy();
    validations.destroy();
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);

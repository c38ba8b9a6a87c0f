/**
 * Checks after every cell: nothing is lost or duplicated, and connectors of others are unchanged.
 */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../provider/connect/wire";
import type { Seen } from "../testkit/connect/proxy";
import { type Scenario, SOURCE } from "../testkit/connectors/scenario";
import { waitUntil } from "../sandbox/wait";

/** Name → config of all connectors in the program. */
export type Declared = Readonly<Record<string, Config>>;

/** A connector of somebody else, created and removed without the provider and the proxy. */
export class OthersConnector {
  readonly #scenario: Scenario;
  readonly #name: string;
  #config: Config = {};

  private constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#name = `others-${scenario.prefix}`;
  }

  static async make(scenario: Scenario): Promise<OthersConnector> {
    const others = new OthersConnector(scenario);
    const { rest } = scenario;
    await rest.write("PUT", `/connectors/${others.#name}/config`, {
      "connector.class": SOURCE,
      file: scenario.file("others"),
      topic: others.#name,
    });
    await rest.until(others.#name, "RUNNING");
    others.#config = (await rest.config(others.#name)) ?? {};
    return others;
  }

  async touched(): Promise<string[]> {
    const { proxy, rest } = this.#scenario;
    const config = await rest.config(this.#name);
    const named = proxy.writes.filter((write) => write.includes(this.#name));
    return [
      ...(isDeepStrictEqual(config, this.#config) ? [] : ["another's connector has changed"]),
      ...named.map((write) => `a call for another's connector: ${write}`),
    ];
  }

  async remove(): Promise<void> {
    await this.#scenario.rest.write("DELETE", `/connectors/${this.#name}`);
  }
}

/** Compares the cluster and the state with the program; ignores `others`. */
export async function mistakes(
  s: Scenario,
  declared: Declared,
  others: OthersConnector,
): Promise<string[]> {
  const names = Object.keys(declared).sort();
  const found: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (isDeepStrictEqual(actual, expected)) return;
    found.push(`${what}: ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`);
  };
  const there = (await s.rest.names()).filter((name) => name.startsWith(s.prefix)).sort();
  expect("on the cluster", there, names);
  for (const name of names) expect(name, await s.rest.config(name), declared[name]);
  expect("in the state", s.stack.ids().sort(), names);
  if (found.length === 0) found.push(...(await notRunning(s, names)));
  return [...found, ...madeTwice(s.proxy.made), ...(await others.touched())];
}

async function notRunning(s: Scenario, names: readonly string[]): Promise<string[]> {
  const left = async () => {
    const all = await s.rest.statuses();
    return names.filter((name) => {
      const status = all.get(name);
      const parts = [status?.connector, ...(status?.tasks ?? [])];
      return !parts.every((part) => part?.state === "RUNNING");
    });
  };
  try {
    const allRun = async () => (await left()).length === 0;
    await waitUntil(allRun, { what: "all to run", deadlineMs: 30_000 });
    return [];
  } catch {
    return [`not running: ${(await left()).join(", ")}`];
  }
}

/** Writes that a worker has executed more than once. */
export function madeTwice(made: readonly Seen[]): string[] {
  const seen = new Set<string>();
  return made.flatMap(({ method, path, body }) => {
    const write = `${method} ${path} ${body}`;
    const twice = seen.has(write);
    seen.add(write);
    return twice ? [`made twice: ${method} ${path}`] : [];
  });
}

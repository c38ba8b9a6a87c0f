import { inspect, isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { Connector } from "../../index";
import type { ConnectorInfo, ConnectorStatus } from "../../provider/connect/wire";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, drifted } from "./drift-model";
import { type Run, TestStack } from "../engine/engine";
import {
  applied,
  type Connectors,
  connectorsOf,
  nameOf,
  type Place,
  type Present,
  type Program,
} from "./program-model";
import type { Step } from "./program-steps";
import { Rest } from "../connect/rest";

/**
 * A program that changes step by step on the real engine, while others change its connectors too.
 */
export class ProgramRun {
  readonly #stack: TestStack;
  readonly #url: string;
  readonly #rest: Rest;
  readonly #place: Place;
  #program: Program = {};
  #others: Connectors = {};

  private constructor(stack: TestStack, url: string, place: Place) {
    this.#stack = stack;
    this.#url = url;
    this.#rest = new Rest(url);
    this.#place = place;
  }

  static async begin(pulumi: PulumiEnvironment, url: string, place: Place): Promise<ProgramRun> {
    return new ProgramRun(await TestStack.create(pulumi, place.prefix), url, place);
  }

  /**
   * Changes by others, then by the program, then `up --refresh`: the cluster must equal the
   * program.
   */
  async step({ operations, drifts }: Step): Promise<void> {
    const ours = connectorsOf(this.#place, this.#program);
    const { calls, ...found } = drifted(this.#place, { ours, others: this.#others }, drifts);
    for (const { method, path, body } of calls) await this.#rest.write(method, path, body);
    await this.#shows(found);
    this.#others = found.others;
    this.#program = operations.reduce(applied, this.#program);
    await this.#up();
    await this.#shows({ ours: connectorsOf(this.#place, this.#program), others: this.#others });
  }

  /** Another `up` must find nothing to do. */
  async isQuiet(): Promise<void> {
    const { changes } = await this.#up();
    const resources = Object.keys(this.#program).length;
    expect(changes, "a further up").to.deep.equal({ same: resources + 1 }); // Plus the stack itself.
  }

  /** Destroys the program. Connectors of others must stay. */
  async end(): Promise<void> {
    const run = await this.#stack.destroy({ refresh: true });
    if (!run.ok) throw new Error(`destroy failed:\n${run.text.slice(0, 4000)}`);
    await this.#shows({ ours: {}, others: this.#others });
  }

  /** Removes everything from the cluster, whatever went wrong. */
  async forget(): Promise<void> {
    for (const name of Object.keys(await this.#present())) {
      await this.#rest.write("DELETE", `/connectors/${encodeURIComponent(name)}`);
    }
    await this.#stack.forget();
  }

  async #up(): Promise<Run> {
    const run = await this.#stack.up(() => this.#declare(), { refresh: true });
    if (!run.ok) throw new Error(`up failed:\n${run.text.slice(0, 4000)}`);
    return run;
  }

  #declare(): void {
    for (const [resource, declared] of Object.entries(this.#program)) {
      const { kind, tasksMax, state, config } = declared;
      new Connector(resource, {
        cluster: { url: this.#url },
        name: nameOf(this.#place, resource, declared),
        class: this.#place.classes[kind],
        tasksMax,
        state,
        config: { ...this.#place.config, ...config },
      });
    }
  }

  /** A write is visible after the worker's next round, and its effect after the one after that. */
  async #shows({ ours, others }: Cluster): Promise<void> {
    const wanted: Record<string, Shown> = { ...ours, ...others };
    let found: Record<string, Shown> = {};
    try {
      await waitUntil(async () => isDeepStrictEqual((found = await this.#present()), wanted), {
        what: "the connectors of the program",
        deadlineMs: 30_000,
      });
    } catch {
      throw new Error(`the cluster has\n${inspect(found)}\nand not\n${inspect(wanted)}`);
    }
  }

  async #present(): Promise<Record<string, Shown>> {
    const { body } = await this.#rest.call<Record<string, Expanded>>(
      "GET",
      "/connectors?expand=info&expand=status",
    );
    const own = Object.entries(body).filter(([name]) => name.startsWith(this.#place.prefix));
    return Object.fromEntries(
      own.map(([name, { info, status }]) => [
        name,
        { config: info.config, state: shownState(status) },
      ]),
    );
  }
}

interface Expanded {
  readonly info: ConnectorInfo;
  readonly status?: ConnectorStatus | null;
}

interface Shown extends Pick<Present, "config"> {
  readonly state: string;
}

/** The common state of the connector and its tasks, which must agree. */
function shownState(status: ConnectorStatus | null | undefined): string {
  if (status === null || status === undefined) return "none";
  const state = status.connector.state.toLowerCase();
  const tasks = status.tasks.map((task) => task.state.toLowerCase());
  if (state === "stopped") return tasks.length === 0 ? state : "stopped, with tasks";
  if (state === "running" && tasks.length === 0) return "running, without a task";
  return [state, ...tasks.filter((task) => task !== state)].join(", but a task ");
}

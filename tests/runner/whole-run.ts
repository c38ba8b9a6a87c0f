import { mkdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { removeKubernetes } from "../../sandbox/kubernetes/remove";
import { laneInstance } from "../../sandbox/paths";
import { down } from "../../sandbox/stack";
import { OUTCOMES, RunSecrets } from "../secret-search/run-secrets";
import { Children } from "./children";
import type { Job } from "./jobs";
import { runInLanes } from "./lanes";
import { type Ended, failedOutcome, NOTHING, type Outcome } from "./outcome";
import { suites } from "./suites";

const here = (file: string) => path.join(__dirname, file);

/** Suites that share the machine get twice the time. */
const SHARED_PATIENCE = "2";

/** The jobs of one run with their processes, their sandboxes and their outcomes. */
export class WholeRun {
  readonly ended: Ended[] = [];
  readonly #lanes: number;
  readonly #used = new Set<number>();
  readonly #children = new Children();
  readonly #stop = new AbortController();
  readonly #secrets: RunSecrets;
  readonly #outcomes: string;
  readonly #startedAt = Date.now();

  constructor(lanes: number) {
    this.#lanes = lanes;
    const instances = Array.from({ length: lanes }, (_, lane) => laneInstance(lane));
    this.#secrets = new RunSecrets(instances.map(({ runFolder }) => runFolder));
    this.#outcomes = path.join(this.#secrets.temporary, OUTCOMES);
    mkdirSync(this.#outcomes);
  }

  get seconds(): number {
    return (Date.now() - this.#startedAt) / 1000;
  }

  get failed(): boolean {
    return this.ended.some(({ outcome }) => outcome.failed > 0);
  }

  get passed(): boolean {
    return !this.failed && this.ended.some(({ outcome }) => outcome.passed > 0);
  }

  /** Starts to build the parts for which these suites will wait. */
  prepare(chosen: readonly string[]): void {
    const parts = chosen.flatMap((name) => suites[name]?.needs ?? []);
    if (parts.length === 0) return;
    const needed = [...new Set([...parts, ...chosen])];
    this.#children.start(here("prepare.ts"), needed, {
      env: process.env,
      prefix: "[prepare] ",
    });
  }

  async run(jobs: readonly Job[]): Promise<void> {
    const grouped = jobs.length > 1;
    await runInLanes(jobs, this.#lanes, this.#stop.signal, async (job, lane) => {
      const prefix = grouped ? `[${job.name}] ` : "";
      const startedAt = Date.now();
      if (grouped) console.log(`${prefix}begins, in lane ${lane + 1}`);
      const outcome = await this.#outcomeOf(job, lane, prefix);
      this.note(job.name, outcome, startedAt);
      if (!grouped) return;
      const took = ((Date.now() - startedAt) / 1000).toFixed(0);
      console.log(`${prefix}${outcome.passed} passed, ${outcome.failed} failed, ${took} s`);
    });
  }

  note(job: string, outcome: Outcome, startedAt: number): void {
    this.ended.push({ job, outcome, seconds: (Date.now() - startedAt) / 1000 });
  }

  /** One more test, for the whole run: no secret appears where it does not belong. */
  searchForSecrets(): void {
    const found = [
      ...this.#secrets.found(),
      ...this.ended.flatMap(({ outcome }) => outcome.secrets),
    ];
    const what = "no secret of the tests is in what the suites printed or left behind";
    console.log(`\n  ${found.length === 0 ? "✔" : "✘"} ${what}`);
    const failures = [what, ...found.slice(0, 50)].join("\n    ");
    this.note(
      "secrets",
      found.length === 0 ? { ...NOTHING, passed: 1 } : failedOutcome(failures),
      Date.now(),
    );
  }

  /** Prints text that compares values and may therefore contain a secret. */
  printAside(text: string): void {
    this.#secrets.printed.aside(() => console.log(text));
  }

  /** An interrupted run has not passed. */
  interrupt(): void {
    this.note("interrupted", failedOutcome("the run was interrupted"), Date.now());
    void this.stop();
  }

  /** Ends at once everything that still runs. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#children.stop();
  }

  /** Stops the sandboxes that this run has used. */
  async takeSandboxesDown(): Promise<void> {
    for (const lane of this.#used) {
      const instance = laneInstance(lane);
      await down(instance, { wipe: !this.failed, removeKubernetes });
    }
  }

  /** Call it only when everything that the run started has ended. */
  removeTemporary(): void {
    if (this.failed) rmSync(this.#outcomes, { recursive: true, force: true });
    else this.#secrets.removeTemporary();
  }

  async #outcomeOf(job: Job, lane: number, prefix: string): Promise<Outcome> {
    if (job.needs !== undefined) this.#used.add(lane);
    // The only node belongs to the first lane, whichever lane starts it.
    if (job.needs === "kubernetes") this.#used.add(0);
    const file = path.join(this.#outcomes, `${job.name.replace(/\W+/g, "-")}.json`);
    const args = [JSON.stringify(job), file, this.#secrets.temporary];
    const patience = this.#lanes > 1 ? { SANDBOX_PATIENCE: SHARED_PATIENCE } : {};
    const env = { ...process.env, TEST_LANE: String(lane), ...patience };
    const code = await this.#children.start(here("job-process.ts"), args, { env, prefix }).ended;
    try {
      return JSON.parse(readFileSync(file, "utf8")) as Outcome;
    } catch {
      return failedOutcome(`${job.name} ended without a result (exit code ${code ?? "none"})`);
    }
  }
}

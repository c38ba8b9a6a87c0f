/**
 * `make long-run`: random changes of one program for half an hour, by the program and by others,
 * and the memory and sockets of the processes that run our code.
 *
 *   node --expose-gc --import tsx bench/long-run.ts --minutes 5 --seed 7
 *   node --expose-gc --import tsx bench/long-run.ts --from .sandbox/long-run.json
 *
 * An engine ends its provider with each deployment. Here all engines attach to one provider.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { repositoryFolder } from "../sandbox/paths";
import { say } from "../sandbox/progress";
import { down, type Stack, up } from "../sandbox/stack";
import { FAST } from "../testkit/command/agent";
import { placeOf } from "../testkit/connectors/fuzz";
import { ProgramRun } from "../testkit/connectors/program-run";
import { type Step, step } from "../testkit/connectors/program-steps";
import { Rest } from "../testkit/connect/rest";
import { SINK } from "../testkit/connectors/scenario";
import { benchInstance, output } from "./instance";
import { longRunPlot } from "./long-run-plot";
import { type LongRun, longRunReport, type Sample } from "./long-run-report";
import { MeasuredProcess } from "./measured-process";
import { ownFigures } from "./process-figures";

const MINUTE_MS = 60_000;
const SAMPLE_MS = 15_000;
/**
 * Within a deployment, the provider reuses a list of connectors for ten seconds. A provider that
 * outlives it would miss what others changed since the previous deployment's list.
 */
const LIST_MAX_AGE_MS = 10_000;
/** How long the agent handles one failed connector before another one replaces it. */
const FAILING_MS = MINUTE_MS;

const resultsFile = path.join(output, "long-run.json");
const plotFile = path.join(output, "long-run.svg");

const instance = benchInstance("long-run");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "30" },
      seed: { type: "string", default: String(Date.now() % 1e9) },
      from: { type: "string" },
    },
  });
  const run =
    values.from === undefined
      ? await measured(Number(values.minutes), Number(values.seed))
      : (JSON.parse(readFileSync(values.from, "utf8")) as LongRun);
  writeFileSync(plotFile, longRunPlot(run));
  console.log(longRunReport(run));
  say(`✓ ${path.relative(process.cwd(), plotFile)}`);
}

async function measured(minutes: number, seed: number): Promise<LongRun> {
  await down(instance, { wipe: true });
  const processes: MeasuredProcess[] = [];
  try {
    const sandbox = await up(instance);
    const { port } = sandbox.worker;
    const provider = new MeasuredProcess(
      ["--import", "tsx", path.join(__dirname, "attachable-provider.ts"), "127.0.0.1:1"],
      {},
      port,
    );
    processes.push(provider);
    const agent = healingAgent(sandbox);
    processes.push(agent);
    const attach = { PULUMI_DEBUG_PROVIDERS: `pulumi-nodejs:${await provider.firstLine()}` };
    const pulumi = { ...sandbox.pulumi, env: { ...sandbox.pulumi.env, ...attach } };
    const program = await ProgramRun.begin(
      pulumi,
      sandbox.workerUrl,
      placeOf("long", instance.runFolder),
    );
    const failing = new FailingSink(sandbox.workerUrl);
    const samples: Sample[] = [];
    const startedAt = Date.now();
    let ups = 0;
    let sampledAt = 0;
    for (const next of randomSteps(seed)) {
      if (Date.now() - startedAt >= minutes * MINUTE_MS) break;
      await failing.renewed();
      await pause(LIST_MAX_AGE_MS);
      await program.step(next);
      ups++;
      if (Date.now() - sampledAt < SAMPLE_MS) continue;
      sampledAt = Date.now();
      samples.push({
        minute: (sampledAt - startedAt) / MINUTE_MS,
        ups,
        automation: ownFigures(port),
        provider: await provider.figures(),
        agent: await agent.figures(),
      });
      writeFileSync(resultsFile, JSON.stringify({ seed, samples }));
    }
    await program.end();
    return { seed, samples };
  } finally {
    for (const one of processes) one.stop();
    await down(instance, { wipe: true });
  }
}

function* randomSteps(seed: number): Generator<Step> {
  for (let chunk = 0; ; chunk++) yield* fc.sample(step, { numRuns: 100, seed: seed + chunk });
}

/** As in a pod, but about fifty times faster. */
function healingAgent({ workerUrl: url, worker }: Stack): MeasuredProcess {
  const options = {
    endpoint: { url },
    policy: { maxRetry: 1_000_000 },
    schedule: { ...FAST, longestWaitMs: 3_000 },
  };
  const bundle = path.join(repositoryFolder, "dist", "healing-agent.js");
  return new MeasuredProcess([bundle], { HEALING_OPTIONS: JSON.stringify(options) }, worker.port);
}

/** A connector whose task always fails. Its name changes from time to time. */
class FailingSink {
  readonly #rest: Rest;
  #count = 0;
  #since = 0;

  constructor(url: string) {
    this.#rest = new Rest(url);
  }

  async renewed(): Promise<void> {
    if (Date.now() - this.#since < FAILING_MS) return;
    this.#since = Date.now();
    if (this.#count > 0) await this.#rest.write("DELETE", `/connectors/failing-${this.#count}`);
    await this.#rest.write("PUT", `/connectors/failing-${++this.#count}/config`, {
      "connector.class": SINK,
      topics: "failing",
      file: path.join(output, "no-such-folder", "file"),
    });
  }
}

// An orderly exit stops the command that runs; the next run stops the worker.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`long-run: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

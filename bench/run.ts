/**
 * `make bench`: the time of a deployment, compared with the engine alone and Connect alone.
 *
 *   npx tsx bench/run.ts                                    1 and 100 connectors, worker and stub
 *   npx tsx bench/run.ts --sizes 1,100,1000 --targets worker
 *   npx tsx bench/run.ts --sizes 1000,5000 --targets stub --shapes ConnectorSet
 *   npx tsx bench/run.ts --sizes 1000 --targets worker --terraform   also Terraform, from PATH
 *   npx tsx bench/run.ts --settings 300                     300 connectors, settings of the engine
 *   npx tsx bench/run.ts --from .sandbox/bench-results.json the report of an earlier run
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { machineLine } from "../sandbox/machine";
import { say, step } from "../sandbox/progress";
import { down, type Stack, up } from "../sandbox/stack";
import { FaultProxy } from "../testkit/connect/proxy";
import { StubServer } from "../testkit/connect/stub-server";
import {
  connectorProgram,
  engineFloorProgram,
  type ProgramOptions,
  terraformProgram,
} from "./connectors";
import { type Measurement, projectCycle, restCycle } from "./cycle";
import { growthReportOf, seriesOf } from "./growth";
import { growthPlotOf } from "./growth-plot";
import { benchInstance, output } from "./instance";
import { type Comparison, type Cycle, medianOf, type Shape, shapes } from "./measurement";
import { plotOf } from "./plot";
import { BenchProject } from "./project";
import { reportOf } from "./report";
import { measureSettings, settingsReportOf } from "./settings";
import { TerraformProject } from "./terraform-project";

/** The provider's limit of concurrent writes; with fewer, the engine would be the limit. */
const PARALLEL = 64;
const RUNS = 3;
/** From this size on, a run takes minutes. */
const LARGE = 1_000;
/**
 * The engine's time for single resources grows with the square of their number, so 5000 take hours.
 */
const MOST_RESOURCES = 1_000;
const WARM_UP = 10;

const resultsFile = path.join(output, "bench-results.json");
const plotFile = path.join(output, "bench-plot.svg");
const growthFile = path.join(output, "bench-growth.svg");

const instance = benchInstance("bench");

/** What to measure at each size. */
interface Chosen {
  readonly shapes: readonly Shape[];
  readonly terraform: boolean;
}

interface Results {
  readonly machine: string;
  readonly comparisons: Comparison[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: "string", default: "1,100" },
      targets: { type: "string", default: "worker,stub" },
      shapes: { type: "string", default: shapes.join(",") },
      settings: { type: "string" },
      from: { type: "string" },
      terraform: { type: "boolean", default: false },
    },
  });
  if (values.settings !== undefined) {
    const size = Number(values.settings);
    const report = await onFreshSandbox(async (sandbox) => {
      const title = machineLine(sandbox.pulumi);
      return `${title}\n\n${settingsReportOf(await measureSettings(sandbox, size), size)}`;
    });
    console.log(report);
    return;
  }
  const results =
    values.from === undefined
      ? await measured(values.sizes.split(",").map(Number), values.targets.split(","), {
          shapes: shapes.filter((shape) => values.shapes.split(",").includes(shape)),
          terraform: values.terraform,
        })
      : (JSON.parse(readFileSync(values.from, "utf8")) as Results);
  const { comparisons } = results;
  const series = seriesOf(comparisons);
  const growth = series.map(growthReportOf).join("\n");
  console.log(`${results.machine}\n\n${reportOf(comparisons)}\n${growth}`);
  // For a few connectors, a second more or less means little.
  writeFileSync(plotFile, plotOf(comparisons.filter(({ size }) => size >= 100)));
  writeFileSync(growthFile, growthPlotOf(series.filter((one) => one.length > 1)));
  for (const file of [plotFile, growthFile]) say(`✓ ${path.relative(process.cwd(), file)}`);
}

async function measured(
  sizes: readonly number[],
  targets: readonly string[],
  chosen: Chosen,
): Promise<Results> {
  const comparisons: Comparison[] = [];
  return onFreshSandbox(async (sandbox) => {
    const results = { machine: machineLine(sandbox.pulumi), comparisons };
    for (const size of sizes) {
      for (const target of targets) {
        const fitting = chosen.shapes.filter(
          (one) => one === "ConnectorSet" || size <= MOST_RESOURCES,
        );
        // The stub does not answer all of its calls.
        const terraform = chosen.terraform && target !== "stub";
        const of = { shapes: fitting, terraform };
        comparisons.push(...(await compared(sandbox, target, size, of)));
        writeFileSync(resultsFile, JSON.stringify(results, null, 2));
      }
    }
    return results;
  });
}

async function onFreshSandbox<T>(use: (sandbox: Stack) => Promise<T>): Promise<T> {
  // A used worker would be slower, or faster.
  await down(instance, { wipe: true });
  try {
    return await use(await up(instance));
  } finally {
    await down(instance, { wipe: true });
  }
}

/** Each shape in turn, on the same worker, compared with the same bare calls. */
async function compared(
  sandbox: Stack,
  target: string,
  size: number,
  chosen: Chosen,
): Promise<Comparison[]> {
  const { brokerAddress: brokers, pulumi } = sandbox;
  const stub = target === "stub" ? await StubServer.start() : undefined;
  const proxy = await FaultProxy.start(stub?.url ?? sandbox.workerUrl);
  const project = await BenchProject.begin(pulumi, PARALLEL);
  const fixed = { url: proxy.url, brokers, size };
  const runs = size >= LARGE ? 1 : RUNS;
  const measurements = chosen.shapes.map((shape) => ({
    shape,
    ours: [] as Measurement[],
    engine: [] as Measurement[],
  }));
  const rest: Cycle[] = [];
  const terraform: Cycle[] = [];
  try {
    await restCycle(proxy.url, brokers, WARM_UP);
    for (let run = 1; run <= runs; run++) {
      const label = (of: string) => `${size} on ${target}, run ${run} of ${runs}: ${of}`;
      rest.push(await step(label("bare calls"), () => restCycle(proxy.url, brokers, size)));
      if (chosen.terraform) {
        const { cycle } = await step(label("Terraform"), () => terraformCycle(fixed, proxy));
        terraform.push(cycle);
      }
      for (const { shape, ours, engine } of measurements) {
        const floor = (options: ProgramOptions) => engineFloorProgram(shape, options);
        const program = (options: ProgramOptions) => connectorProgram(shape, options);
        engine.push(
          await step(label(`${shape}, engine alone`), () =>
            projectCycle(project, floor, fixed, proxy, false),
          ),
        );
        ours.push(
          await step(label(shape), () => projectCycle(project, program, fixed, proxy, true)),
        );
      }
    }
  } finally {
    await project.end();
    await proxy.close();
    stub?.close();
  }
  return measurements.map(({ shape, ours, engine }) => ({
    shape,
    size,
    target: target === "stub" ? "stub" : "real worker",
    runs,
    ours: medianOf(ours.map(({ cycle }) => cycle)),
    engine: medianOf(engine.map(({ cycle }) => cycle)),
    rest: medianOf(rest),
    ...(chosen.terraform ? { terraform: medianOf(terraform) } : {}),
    state: { ours: ours[0]?.stateBytes ?? 0, engine: engine[0]?.stateBytes ?? 0 },
  }));
}

async function terraformCycle(
  fixed: Pick<ProgramOptions, "url" | "brokers" | "size">,
  proxy: FaultProxy,
): Promise<Measurement> {
  const project = new TerraformProject(PARALLEL);
  try {
    return await projectCycle(project, terraformProgram, fixed, proxy, false);
  } finally {
    await project.end();
  }
}

// An orderly exit stops the command that runs; the next run stops the worker.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

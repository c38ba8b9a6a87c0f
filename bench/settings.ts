import { step } from "../sandbox/progress";
import type { Stack } from "../sandbox/stack";
import { FaultProxy } from "../testkit/connect/proxy";
import { connectorProgram, type ProgramOptions } from "./connectors";
import { projectCycle } from "./cycle";
import type { Action, Cycle } from "./measurement";
import { BenchProject } from "./project";
import { table } from "./table";

/** Settings of the engine that could speed up many connectors. */
interface Setting {
  readonly name: string;
  /** `--parallel`; the engine's default is four per core. */
  readonly parallel?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const settings: readonly Setting[] = [
  { name: "default" },
  { name: "`--parallel 64`", parallel: 64 },
  { name: "`--parallel 256`", parallel: 256 },
  {
    name: "64, `PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS=true`",
    parallel: 64,
    env: { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" },
  },
  {
    name: "64, `PULUMI_DIY_BACKEND_GZIP=true`",
    parallel: 64,
    env: { PULUMI_DIY_BACKEND_GZIP: "true" },
  },
  {
    name: "64, `PULUMI_SKIP_CHECKPOINTS=true`",
    parallel: 64,
    env: { PULUMI_SKIP_CHECKPOINTS: "true" },
  },
];

const shown: readonly Action[] = ["create", "up, no change", "refresh", "change all", "destroy"];

export interface SettingResult {
  readonly name: string;
  readonly cycle: Cycle;
}

/** The same connectors on the same worker with each setting in turn, once. */
export async function measureSettings(sandbox: Stack, size: number): Promise<SettingResult[]> {
  const { brokerAddress: brokers, pulumi } = sandbox;
  const proxy = await FaultProxy.start(sandbox.workerUrl);
  const programOf = (options: ProgramOptions) => connectorProgram("Connector", options);
  const results: SettingResult[] = [];
  try {
    for (const { name, parallel, env } of settings) {
      const project = await BenchProject.begin(
        { ...pulumi, env: { ...pulumi.env, ...env } },
        parallel,
      );
      const fixed = { url: proxy.url, brokers, size };
      try {
        const { cycle } = await step(`${size} with ${name}`, () =>
          projectCycle(project, programOf, fixed, proxy, false),
        );
        results.push({ name, cycle });
      } finally {
        await project.end();
      }
    }
  } finally {
    await proxy.close();
  }
  return results;
}

export function settingsReportOf(results: readonly SettingResult[], size: number): string {
  const rows = results.map(({ name, cycle }) => [
    name,
    ...shown.map((action) => (cycle[action]?.seconds ?? 0).toFixed(1)),
  ]);
  return `## Settings of the engine, ${size} connectors, seconds

${table(["setting", ...shown], rows)}`;
}

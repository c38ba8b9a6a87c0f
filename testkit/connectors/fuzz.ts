import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { ProgramRun } from "./program-run";
import type { Place } from "./program-model";
import { type Step, steps } from "./program-steps";
import { SINK, SOURCE, STRINGS } from "./scenario";

export interface FuzzOptions {
  readonly programs: number;
  /** Each step is an `up` that may change something, and one that must not. */
  readonly steps: number;
}

/**
 * Random programs with several steps each. `FUZZ_SEED` repeats a run, and `FUZZ_PROGRAMS` sets
 * their number.
 */
export async function fuzz(
  pulumi: PulumiEnvironment,
  url: string,
  { programs, steps: count }: FuzzOptions,
): Promise<void> {
  const { FUZZ_SEED: seed } = process.env;
  const details = await fc.check(
    fc.asyncProperty(steps(count), (life) => lives(pulumi, url, life)),
    {
      numRuns: wanted(programs),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      endOnFailure: true, // Shrinking would take minutes, and the seed repeats the run.
    },
  );
  if (!details.failed) return;
  const report = fc.defaultReportMessage(details);
  throw new Error(`FUZZ_SEED=${details.seed} repeats this:\n${report ?? ""}`);
}

/** The time limit of a test with these programs, each of which takes a minute or less. */
export function fuzzLimitMs(programs: number): number {
  return wanted(programs) * 240_000;
}

function wanted(programs: number): number {
  return Number(process.env["FUZZ_PROGRAMS"] ?? programs);
}

/** Sinks write to, and sources read from, a file in an existing folder. */
export function placeOf(prefix: string, folder: string): Place {
  return {
    prefix,
    classes: { source: SOURCE, sink: SINK },
    config: {
      file: path.join(folder, "records"),
      topic: prefix,
      topics: prefix,
      "value.converter": STRINGS,
    },
  };
}

let count = 0;

async function lives(pulumi: PulumiEnvironment, url: string, life: readonly Step[]): Promise<void> {
  const prefix = `fuzz${process.pid.toString(36)}-${(count++).toString()}`;
  const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-fuzz-"));
  const run = await ProgramRun.begin(pulumi, url, placeOf(prefix, folder));
  try {
    for (const step of life) {
      await run.step(step);
      await run.isQuiet();
    }
    await run.end();
  } finally {
    await run.forget();
    rmSync(folder, { recursive: true, force: true });
  }
}

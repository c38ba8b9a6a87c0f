/**
 * `make test`: checks, then every suite, then one line with what passed and what failed.
 *
 *   npx tsx tests/run.ts                 everything
 *   npx tsx tests/run.ts unit lifecycle  these suites only
 *   npx tsx tests/run.ts -g "a lost answer" lifecycle
 *
 * Suites run side by side, each in its own process. TEST_LANES=1 runs one after the other.
 */
import { readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { build, runChecks } from "./runner/checks";
import { CHECKS, type CommandLine, commandLine } from "./runner/command-line";
import { type Job, jobsOf, type TestFile } from "./runner/jobs";
import { lanesFor } from "./runner/lanes";
import { summary } from "./runner/outcome";
import { type Suite, suites } from "./runner/suites";
import { WholeRun } from "./runner/whole-run";

async function main(): Promise<number> {
  const { chosen, grep } = commandLine(process.argv.slice(2));
  // A few tests by title need no more than one sandbox.
  const lanes = lanesFor(process.env.TEST_LANES ?? (grep === undefined ? undefined : "1"));
  const run = new WholeRun(lanes);
  onInterrupt(run);
  try {
    if (chosen.includes(CHECKS)) run.note("build", runChecks([build]), Date.now());
    const jobs = jobsFor({ chosen, grep }, lanes);
    run.prepare(chosen);
    await run.run(jobs);
    run.searchForSecrets();
  } finally {
    await run.stop();
    if (process.env.KEEP_SANDBOX === undefined) {
      await run.takeSandboxesDown();
      run.removeTemporary();
    }
  }
  run.printAside(`\n${summary(run.ended, run.seconds)}`);
  return run.passed ? 0 : 1;
}

function jobsFor({ chosen, grep }: CommandLine, lanes: number): Job[] {
  const of = Object.entries(suites).filter(([name]) => chosen.includes(name));
  const checks = chosen.includes(CHECKS) ? [{ name: CHECKS, files: [] }] : [];
  return [...checks, ...jobsOf(Object.fromEntries(of), { filesOf, grep, lanes })];
}

function filesOf({ folders }: Suite): TestFile[] {
  return folders.flatMap((folder) => {
    const inFolder = path.join(__dirname, folder);
    return readdirSync(inFolder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => path.join(inFolder, name))
      .map((file) => ({ path: file, bytes: statSync(file).size }));
  });
}

/** Ctrl-C ends every lane and its sandbox; a second one ends the run at once. */
function onInterrupt(run: WholeRun): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      console.log("\nstopping the suites and their sandboxes");
      process.once(signal, () => process.exit(130));
      // The run then ends like any other.
      run.interrupt();
    });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);

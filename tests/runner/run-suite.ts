import { format } from "node:util";
import { config } from "chai";
import Mocha from "mocha";
import { clusterObstacle } from "../../testkit/kubernetes/cluster";
import { sandbox } from "../../testkit/sandbox";
import { patience } from "../../sandbox/wait";
import { secretsInOutputs } from "../secret-search/outputs";
import type { Job } from "./jobs";
import { type FailedTest, failedOutcome, NOTHING, type Outcome, type Timed } from "./outcome";

const UNIT_LIMIT_MS = 10_000;
const REAL_LIMIT_MS = 180_000;
// Failures are printed in full.
config.truncateThreshold = 0;
const inCi = process.env.CI === "true";

/** Prints the tests as they end. The failures come at the end of the whole run. */
class Progress extends Mocha.reporters.Spec {
  override epilogue(): void {
    // The runner prints one for all jobs.
  }
}

/** Runs the files of a job in this process. */
export async function runSuite(job: Job): Promise<Outcome> {
  const obstacle = await makeParts(job);
  if (obstacle !== undefined) return skippedOutcome(obstacle);
  const limitMs = job.needs === undefined ? UNIT_LIMIT_MS : REAL_LIMIT_MS;
  const mocha = new Mocha({
    reporter: Progress,
    timeout: limitMs,
    forbidOnly: true,
    // An engine, a broker and workers share one busy machine, so there is a second try, which the summary counts.
    retries: job.needs === undefined ? 0 : 1,
    ...(job.grep === undefined ? {} : { grep: job.grep }),
  });
  for (const file of job.files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  mocha.suite.eachTest((test) => test.timeout(test.timeout() * patience()));
  return outcomeOf(mocha, job.name);
}

/** Starts the parts outside of any test's time limit. Returns the reason if they are not available. */
async function makeParts({ needs }: Job): Promise<string | undefined> {
  if (needs === "sandbox") await sandbox();
  return needs === "kubernetes" ? await clusterObstacle() : undefined;
}

function skippedOutcome(reason: string): Outcome {
  console.log(`  - skipped, because ${reason}`);
  return inCi ? failedOutcome(reason) : { ...NOTHING, skipped: 1 };
}

async function outcomeOf(mocha: Mocha, name: string): Promise<Outcome> {
  const tests: Timed[] = [];
  const retried: FailedTest[] = [];
  const failedTests: FailedTest[] = [];
  const failed: Mocha.Test[] = [];
  const title = (test: Mocha.Test) => `${name}: ${test.fullTitle()}`;
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on("test end", (test: Mocha.Test) =>
      tests.push({ title: title(test), ms: test.duration ?? 0 }),
    );
    runner.on("fail", (test: Mocha.Test, { message: error }: Error) => {
      failed.push(test);
      failedTests.push({ title: test.fullTitle(), error });
    });
    runner.on("retry", (test: Mocha.Test, error: Error) => {
      console.log(`    ↻ retried: ${test.fullTitle()}`);
      retried.push({ title: title(test), error: error.message });
    });
  });
  const { failures = 1, passes = 0, pending = 0 } = stats ?? {};
  return {
    passed: passes,
    // A skipped test has proved nothing, which CI must not hide.
    failed: failures + (inCi ? pending : 0),
    skipped: inCi ? 0 : pending,
    failures: described(failed) + (inCi && pending > 0 ? `${pending} tests were skipped\n` : ""),
    failedTests,
    tests,
    retried,
    secrets: secretsInOutputs(),
  };
}

/** Mocha's own description of the failures, with the differences. */
function described(failed: Mocha.Test[]): string {
  if (failed.length === 0) return "";
  const { Base } = Mocha.reporters;
  const print = Base.consoleLog;
  let text = "";
  Base.consoleLog = (...args: unknown[]) => {
    text += `${format(...args)}\n`;
  };
  Base.list(failed);
  Base.consoleLog = print;
  return text;
}

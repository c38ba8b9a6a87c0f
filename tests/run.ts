/**
 * `make test`: checks, then every suite, then one line with what passed and what failed.
 *
 *   npx tsx tests/run.ts                 everything
 *   npx tsx tests/run.ts unit lifecycle  these suites only
 *   npx tsx tests/run.ts -g "a lost answer" lifecycle
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import Mocha from "mocha";
import { sandboxInstance } from "../sandbox/paths";
import { down } from "../sandbox/stack";
import { clusterObstacle } from "../testkit/cluster";
import { WholeRun } from "./secret-search/whole-run";

const here = __dirname;
const root = path.dirname(here);
const testInstance = sandboxInstance("test");
const wholeRun = new WholeRun(testInstance.runFolder);

/** Commands that pass or fail as a whole. */
const checks: readonly (readonly [name: string, command: string])[] = [
  ["the package builds", "npm run --silent build"],
  ["the types fit, in the source, the tests and the examples", "npx tsc --noEmit"],
  ["the linter finds nothing", "npx eslint ."],
  ["shellcheck and shfmt find nothing", "npm run --silent lint:shell"],
  ["the format is prettier's", "npx prettier --check --log-level warn ."],
  ["the API reference is that of the source", "npm run --silent docs:check"],
];

/** Folders of tests/; those that need real parts come last. */
interface Suite {
  readonly folders: string[];
  readonly real: boolean;
  /** Why it can't run here; in CI that is a failure. */
  readonly obstacle?: () => Promise<string | undefined>;
}

const suites: Readonly<Record<string, Suite>> = {
  unit: {
    folders: [
      "provider",
      "report",
      "healing",
      "cli",
      "sandbox",
      "bench",
      "faults",
      "secret-search",
      "testkit",
    ],
    real: false,
  },
  components: { folders: ["components"], real: false },
  docs: { folders: ["docs"], real: false },
  lifecycle: { folders: ["lifecycle"], real: true },
  versions: { folders: ["versions"], real: true },
  fuzz: { folders: ["fuzz"], real: true },
  agent: { folders: ["agent"], real: true },
  access: { folders: ["access"], real: true },
  cli: { folders: ["command"], real: true },
  cluster: { folders: ["cluster"], real: true, obstacle: clusterObstacle },
  install: { folders: ["install"], real: true },
  shell: { folders: ["shell"], real: true },
};

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: "string", short: "g" } },
  });
  const chosen = positionals.length > 0 ? positionals : ["checks", ...Object.keys(suites)];
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const startedAt = Date.now();
  try {
    if (chosen.includes("checks")) runChecks(tally);
    for (const [name, suite] of Object.entries(suites)) {
      if (!chosen.includes(name)) continue;
      await runSuite(name, suite, values.grep, tally);
    }
    if (chosen.some((name) => name in suites)) searchForSecrets(tally);
  } finally {
    const usesSandbox = chosen.some((name) => suites[name]?.real === true);
    if (process.env.KEEP_SANDBOX === undefined) {
      if (usesSandbox) await down(testInstance, { wipe: tally.failed === 0 });
      if (tally.failed === 0) wholeRun.removeTemporary();
    }
  }
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  const skipped = tally.skipped === 0 ? "" : `, ${tally.skipped} skipped`;
  console.log(`\n${minutes} minutes\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
  // Sockets that are kept alive must not keep the process.
  process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);
}

function runChecks(tally: Tally): void {
  console.log("\nchecks");
  for (const [name, command] of checks) {
    const startedAt = Date.now();
    const { status } = spawnSync(command, { cwd: root, shell: true, stdio: "inherit" });
    const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    console.log(`  ${status === 0 ? "✔" : "✘"} ${name} (${took})`);
    if (status === 0) tally.passed++;
    else tally.failed++;
  }
}

async function runSuite(
  name: string,
  { folders, obstacle, real }: Suite,
  grep: string | undefined,
  tally: Tally,
): Promise<void> {
  console.log(`\n${name}`);
  const startedAt = Date.now();
  try {
    const reason = await obstacle?.();
    if (reason !== undefined && process.env.CI === "true") throw new Error(reason);
    if (reason !== undefined) {
      console.log(`  - skipped, because ${reason}`);
      tally.skipped++;
      return;
    }
  } catch (error) {
    console.log(`  ✘ failed, because ${(error as Error).message}`);
    tally.failed++;
    return;
  }
  const mocha = new Mocha({
    timeout: name === "unit" ? 10_000 : 180_000,
    // An engine, a broker and workers on one busy machine: a second try, and it is told.
    retries: real ? 1 : 0,
    ...(grep === undefined ? {} : { grep }),
  });
  for (const folder of folders) {
    for (const file of readdirSync(path.join(here, folder), {
      recursive: true,
      encoding: "utf8",
    })) {
      if (file.endsWith(".test.ts")) mocha.addFile(path.join(here, folder, file));
    }
  }
  await mocha.loadFilesAsync();
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on("retry", (test: Mocha.Test, error: Error) =>
      wholeRun.printed.aside(() =>
        console.log(`    ↻ tried again: ${test.fullTitle()}\n${error.message.slice(0, 2000)}`),
      ),
    );
    // Then come the failures, with the values that were compared.
    runner.prependOnceListener("end", () => (wholeRun.printed.listens = false));
  });
  wholeRun.printed.listens = true;
  tally.passed += stats?.passes ?? 0;
  tally.failed += stats?.failures ?? 1;
  // A test that was skipped has shown nothing: CI must not forget it.
  const pending = stats?.pending ?? 0;
  if (process.env.CI === "true") tally.failed += pending;
  else tally.skipped += pending;
  console.log(`  ${name} took ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}

/** One more test, of all that ran: no secret shows anywhere but where it has to be. */
function searchForSecrets(tally: Tally): void {
  const secrets = wholeRun.secrets();
  const what = "no secret of the tests is in what the suites printed or left behind";
  console.log(`\n  ${secrets.length === 0 ? "✔" : "✘"} ${what}`);
  for (const place of secrets.slice(0, 50)) console.log(`    ${place}`);
  if (secrets.length === 0) tally.passed++;
  else tally.failed++;
}

void main();

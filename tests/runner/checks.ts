import { spawnSync } from "node:child_process";
import { repositoryFolder } from "../../sandbox/paths";
import { NOTHING, type Outcome } from "./outcome";

/** A command that passes or fails as a whole. */
export interface Check {
  readonly name: string;
  readonly command: string;
}

/** Comes first, because the engine and the command run the code in dist/. `make test` has just built it. */
export const build: Check = { name: "the package builds", command: "make --silent build" };

export const checks: readonly Check[] = [
  {
    name: "the types fit, in the source, the tests and the examples",
    command: "npx tsc --noEmit",
  },
  { name: "the linter finds nothing", command: "npx eslint ." },
  { name: "shellcheck and shfmt find nothing", command: "npm run --silent lint:shell" },
  {
    name: "nothing is unused: files, exports, dependencies",
    command: "npm run --silent lint:unused",
  },
  { name: "the package can be imported as it says", command: "npm run --silent lint:package" },
  { name: "the format is prettier's", command: "npx prettier --check --log-level warn ." },
  { name: "the API reference is that of the source", command: "npm run --silent docs:check" },
];

export function runChecks(these: readonly Check[]): Outcome {
  const ended = these.map(({ name, command }) => {
    const startedAt = Date.now();
    const options = { cwd: repositoryFolder, shell: true, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(command, options);
    const ms = Date.now() - startedAt;
    const passed = status === 0;
    console.log(`  ${passed ? "✔" : "✘"} ${name} (${(ms / 1000).toFixed(1)} s)`);
    return { title: name, ms, passed, said: `${name}\n$ ${command}\n${stdout}${stderr}` };
  });
  const failed = ended.filter(({ passed }) => !passed);
  return {
    ...NOTHING,
    passed: ended.length - failed.length,
    failed: failed.length,
    failures: failed.map(({ said }) => said).join("\n"),
    tests: ended.map(({ title, ms }) => ({ title, ms })),
  };
}

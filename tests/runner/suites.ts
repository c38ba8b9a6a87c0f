/** The suites of `make test`. */

/** Real parts that a suite needs before its first test. */
export type Part = "sandbox" | "kubernetes";

export interface Suite {
  /** Folders of tests/. */
  readonly folders: readonly string[];
  readonly needs?: Part;
  /** The number of processes that share the suite's files; default 1. */
  readonly shards?: number;
  /** Approximate, on two cores with all caches. The longest suites start first. */
  readonly seconds: number;
  /** True if it runs only when it is named, as `make proof` does. */
  readonly onlyNamed?: true;
}

const unit = [
  "provider",
  "report",
  "healing",
  "cli",
  "sandbox",
  "bench",
  "faults",
  "secret-search",
  "testkit",
  "runner",
  "plugin",
];

/** Suites without real parts come first: they fail fast, and slow builds run meanwhile. */
export const suites: Readonly<Record<string, Suite>> = {
  unit: { folders: unit, seconds: 15 },
  components: { folders: ["components"], seconds: 60 },
  docs: { folders: ["docs"], seconds: 10 },
  cluster: { folders: ["cluster"], needs: "kubernetes", shards: 2, seconds: 1000 },
  lifecycle: { folders: ["lifecycle"], needs: "sandbox", shards: 3, seconds: 900 },
  install: { folders: ["install"], needs: "sandbox", seconds: 300 },
  access: { folders: ["access"], needs: "sandbox", seconds: 250 },
  agent: { folders: ["agent"], needs: "sandbox", seconds: 150 },
  native: { folders: ["native"], needs: "sandbox", shards: 2, seconds: 380 },
  shell: { folders: ["shell"], needs: "sandbox", seconds: 125 },
  command: { folders: ["command"], needs: "sandbox", seconds: 155 },
  fuzz: { folders: ["fuzz"], needs: "sandbox", seconds: 90 },
  versions: { folders: ["versions"], needs: "sandbox", seconds: 60 },
  "through-plugin": {
    folders: ["through-plugin"],
    needs: "sandbox",
    seconds: 400,
    onlyNamed: true,
  },
};

/** The outcome of a job, as plain values, because it comes from another process. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** In full: with the compared values and the places in the source. */
  readonly failures: string;
  readonly failedTests: readonly FailedTest[];
  readonly tests: readonly Timed[];
  readonly retried: readonly FailedTest[];
  /** Where a secret appears in the output of the engine, the command or the agent. */
  readonly secrets: readonly string[];
}

export interface Timed {
  readonly title: string;
  readonly ms: number;
}

export interface FailedTest {
  readonly title: string;
  readonly error: string;
}

export const NOTHING: Outcome = {
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: "",
  failedTests: [],
  tests: [],
  retried: [],
  secrets: [],
};

/** For a job that could not start, or that ended without an outcome. */
export function failedOutcome(reason: string): Outcome {
  const failedTests = [{ title: "no test ran to its end", error: reason }];
  return { ...NOTHING, failed: 1, failures: reason, failedTests };
}

export interface Ended {
  readonly job: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/**
 * The end of a run. Some CI services show only the last lines of a log, so the titles of the failed
 * tests come last, just before the counts.
 */
export function summary(ended: readonly Ended[], seconds: number): string {
  const outcomes = ended.map(({ outcome }) => outcome);
  const sum = (count: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const retried = outcomes.flatMap((outcome) => outcome.retried);
  const skipped = sum((outcome) => outcome.skipped);
  const counts = [
    `${sum((outcome) => outcome.passed)} passed`,
    `${sum((outcome) => outcome.failed)} failed`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  return [
    ...section("The slowest tests", slowest(outcomes)),
    ...section(
      "Seconds",
      ended.map(({ job, seconds: of }) => row(of, job)),
    ),
    ...section(
      "Retried",
      retried.map(({ title, error }) => `  ${title}\n${indented(error)}`),
    ),
    ...section("Failures", ended.filter(hasFailed).map(failuresOf)),
    ...section("Failed", ended.flatMap(failedLines)),
    `${(seconds / 60).toFixed(1)} minutes, ${retried.length} retried`,
    counts.join(", "),
  ].join("\n");
}

const SLOWEST = 20;

function slowest(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .flatMap(({ tests }) => tests)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST)
    .map(({ title, ms }) => row(ms / 1000, title));
}

function hasFailed({ outcome }: Ended): boolean {
  return outcome.failures !== "";
}

function failuresOf({ job, outcome }: Ended): string {
  return `${job}:\n${outcome.failures}`;
}

function failedLines({ job, outcome }: Ended): string[] {
  return outcome.failedTests.map(({ title, error }) => {
    const [first = ""] = error.split("\n");
    return `  ${job}: ${title}: ${first.slice(0, 200)}`;
  });
}

function row(seconds: number, what: string): string {
  return `${seconds.toFixed(1).padStart(8)}  ${what}`;
}

function indented(text: string): string {
  return text.slice(0, 2000).replace(/^/gm, "    ");
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${heading}\n`, ...lines, ""];
}

/** The process of one job. Its arguments are the job as JSON, and the file for the outcome. */
import { writeFileSync } from "node:fs";
import { checks, runChecks } from "./checks";
import type { Job } from "./jobs";
import { failedOutcome, type Outcome } from "./outcome";

const [, , text = "", outcomeFile = "", temporary] = process.argv;
// Set only now, because tsx would otherwise start with an empty cache there.
process.env.TMPDIR = temporary;

async function outcome(job: Job): Promise<Outcome> {
  if (job.name === "checks") return runChecks(checks);
  try {
    const { runSuite } = await import("./run-suite.js");
    return await runSuite(job);
  } catch (error) {
    return failedOutcome(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

// With a normal exit, exit handlers stop what the tests have started.
process.once("SIGTERM", () => process.exit(143));

void outcome(JSON.parse(text) as Job).then((result) => {
  writeFileSync(outcomeFile, JSON.stringify(result));
  // Idle sockets must not keep the process alive.
  process.exit(0);
});

/** The process of one job: its job in JSON is the first argument, where to write the outcome the second. */
import { writeFileSync } from "node:fs";
import { checks, runChecks } from "./checks";
import type { Job } from "./jobs";
import { failedOutcome, type Outcome } from "./outcome";

const [, , text = "", outcomeFile = "", temporary] = process.argv;
// Not for this process from its first moment: tsx would begin an empty cache there.
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

// An orderly exit lets exit handlers stop what the tests have started.
process.once("SIGTERM", () => process.exit(143));

void outcome(JSON.parse(text) as Job).then((made) => {
  writeFileSync(outcomeFile, JSON.stringify(made));
  // Sockets that are kept alive must not keep the process.
  process.exit(0);
});

/**
 * `make faults`: every fault on a real worker, and the result of each operation.
 *
 *   npx tsx faults/run.ts                       all of them, about half an hour
 *   npx tsx faults/run.ts --only silence,slow   some
 *   npx tsx faults/run.ts --through plugin      with the plugin's resource instead of the dynamic one
 *
 * The exit code is 1 if anything was lost or duplicated, or belonged to somebody else.
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { machineLine } from "../sandbox/machine";
import { removeKubernetes } from "../sandbox/kubernetes/remove";
import { repositoryFolder } from "../sandbox/paths";
import { say, step } from "../sandbox/progress";
import { down } from "../sandbox/stack";
import { Rest } from "../testkit/connect/rest";
import { sandbox, testInstance } from "../testkit/sandbox";
import type { Cell, Row } from "./row";
import { faultTable, type Result } from "./table";

const file = path.join(repositoryFolder, ".sandbox", "faults.md");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, through: { type: "string", default: "dynamic" } },
  });
  const { through } = values;
  if (through !== "plugin" && through !== "dynamic") {
    say(`faults: --through takes plugin or dynamic, not "${through}"`);
    return 2;
  }
  // Read by the modules of the rows when they are loaded.
  process.env.TEST_ADAPTER = through;
  const { rows } = await import("./rows.js");
  const only = values.only?.split(",");
  const chosen = rows.filter(({ name }) => only?.includes(name) ?? true);
  if (chosen.length === 0) {
    say(
      `faults: there is no "${values.only}"; there are ${rows.map(({ name }) => name).join(", ")}`,
    );
    return 2;
  }
  try {
    const { pulumi, workerUrl } = await sandbox();
    const { body } = await new Rest(workerUrl).call<{ version: string }>("GET", "/");
    const where = `${machineLine(pulumi)}, Kafka Connect ${body.version}, ${through} resource`;
    const results: Result[] = [];
    for (const row of chosen) {
      const cells = await step(row.what, () => cellsOrWhy(row));
      for (const { broken, operation } of cells) {
        for (const text of broken) say(`  ✘ ${row.name}, ${operation}: ${text}`);
      }
      results.push({ row, cells });
      writeFileSync(file, `${where}\n\n${faultTable(results)}`);
    }
    console.log(`${where}\n\n${faultTable(results)}`);
    return results.some(({ cells }) => cells.some(({ broken }) => broken.length > 0)) ? 1 : 0;
  } finally {
    if (process.env.KEEP_SANDBOX === undefined) await down(testInstance, { removeKubernetes });
  }
}

/** A fault that cannot be run must not prevent the others. */
async function cellsOrWhy(row: Row): Promise<Cell[]> {
  try {
    return await row.cells();
  } catch (error) {
    const broken = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    return [{ operation: "create", ended: "converged", calls: 0, seconds: 0, broken }];
  }
}

// An orderly exit stops the command that runs.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`faults: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

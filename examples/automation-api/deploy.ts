/**
 * A step of a pipeline: previews, and applies when it is allowed to.
 *
 *   node --import tsx deploy.ts [--stack <name>] [--project <folder>] [--apply] [--allow-destroy]
 */
import { parseArgs } from "node:util";
import { reasonOf } from "./failure";
import { deploy, EXIT } from "./run";
import { openStack } from "./stack";
import { Stop } from "./stop";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", default: process.env["PULUMI_STACK"] ?? "dev" },
      project: { type: "string" },
      apply: { type: "boolean", default: process.env["APPLY"] === "true" },
      "allow-destroy": { type: "boolean", default: false },
    },
  });
  const stop = new Stop();
  const permission = { apply: values.apply, allowDestroy: values["allow-destroy"] };
  return deploy(await openStack(values.stack, values.project), permission, stop);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`Failed: ${reasonOf(error)}`);
    process.exit(EXIT.failed);
  },
);

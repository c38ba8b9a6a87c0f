/**
 * A step of a pipeline: previews, and applies when it is allowed to.
 *
 *   node --import tsx deploy.ts [--stack <name>] [--project <folder>] [--apply] [--allow-destroy]
 */
import { parseArgs } from "node:util";
import { Failed, reasonOf } from "./failure";
import { deploy, EXIT } from "./run";
import { openStack } from "./stack";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", default: process.env["PULUMI_STACK"] ?? "dev" },
      project: { type: "string" },
      apply: { type: "boolean", default: process.env["APPLY"] === "true" },
      "allow-destroy": { type: "boolean", default: false },
    },
  });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      console.log("Stopping: what is under way is brought to its end.");
      stop.abort(new Failed("stopped; the state holds what was done, and a new run goes on there"));
    });
  }
  const permission = { apply: values.apply, allowDestroy: values["allow-destroy"] };
  return deploy(await openStack(values.stack, values.project), permission, stop.signal);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`Failed: ${reasonOf(error)}`);
    process.exit(EXIT.failed);
  },
);

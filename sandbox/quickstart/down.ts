import * as fs from "node:fs";
import { removeKubernetes } from "../kubernetes/remove";
import { sandboxInstance, type Instance } from "../paths";
import { asks } from "../probe";
import { say } from "../progress";
import { findPulumi } from "../pulumi-cli";
import { pulumiEnvironment } from "../pulumi-environment";
import { startedPort } from "../service";
import { down } from "../stack";
import { defaultWorkerName, healthProbe } from "../worker";
import { exitOnInterrupt } from "./interrupt";
import { Project, stackFile } from "./project";

/**
 * Removes the quickstart: its stack, its processes and its files. Even if Connect or Pulumi cannot
 * delete the connectors, nothing remains, because they live in the broker's topics, which are
 * removed too.
 */
async function quickstartDown(instance: Instance): Promise<void> {
  if (!fs.existsSync(stackFile) || findPulumi() === undefined) {
    say("✓ there is no stack to destroy");
  } else if (!(await connectAnswers(instance))) {
    say("✓ Connect is down already: the stack is removed with its state");
  } else {
    await destroy(new Project(await pulumiEnvironment(instance)));
  }
  await down(instance, { wipe: true, removeKubernetes });
  fs.rmSync(stackFile, { force: true });
}

/** On the port that it was started with, even if SANDBOX_PORT_BASE has changed since. */
async function connectAnswers(instance: Instance): Promise<boolean> {
  const port = startedPort(instance, defaultWorkerName);
  return port !== undefined && (await asks(healthProbe(port))());
}

async function destroy(project: Project): Promise<void> {
  project.outputOf(["cancel", "--yes"]);
  const code = await project.exitCode(["destroy", "--yes", "--skip-preview", "--remove"]);
  if (code !== 0) say("… the stack could not be destroyed: it is removed with its state");
}

exitOnInterrupt();
quickstartDown(sandboxInstance("quickstart")).then(
  () => process.exit(0),
  (error: unknown) => {
    say(`down: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

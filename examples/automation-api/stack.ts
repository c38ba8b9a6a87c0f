import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { program } from "./program";

/**
 * The stack of the project in that folder, or else of the program beside this file. It is made when
 * there is none yet. Where its state is, is said by the environment, as for the CLI.
 */
export function openStack(stackName: string, projectFolder: string | undefined): Promise<Stack> {
  if (projectFolder !== undefined) {
    return LocalWorkspace.createOrSelectStack({ stackName, workDir: projectFolder });
  }
  const projectName = "automation-api";
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName, program: () => Promise.resolve(program()) },
    // `main` is where the provider looks for its package: not in the temporary folder of the workspace.
    { projectSettings: { name: projectName, runtime: "nodejs", main: __dirname } },
  );
}

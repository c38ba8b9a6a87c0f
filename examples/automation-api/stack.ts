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
  // In this folder and not in a temporary one: Pulumi.yaml is here, so that the CLI finds the stack
  // too, and so are the packages, among which the engine looks for the provider.
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: "automation-api", program: () => Promise.resolve(program()) },
    { workDir: __dirname },
  );
}

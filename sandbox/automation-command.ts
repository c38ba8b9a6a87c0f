import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { PulumiCli } from "./pulumi-cli";

/**
 * For `LocalWorkspaceOptions.pulumiCommand`. In a file of its own: loading the Automation API takes
 * about a second, which `up` and `status` should not pay.
 */
export function automationCommand(cli: PulumiCli): Promise<PulumiCommand> {
  return PulumiCommand.get(cli.root === undefined ? {} : { root: cli.root });
}

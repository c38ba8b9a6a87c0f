import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { PulumiCli } from "./pulumi-cli";

/**
 * For `LocalWorkspaceOptions.pulumiCommand`. In a separate file, because loading the Automation API
 * takes about a second, which `up` and `status` do not need.
 */
export function automationCommand(cli: PulumiCli): Promise<PulumiCommand> {
  return PulumiCommand.get(cli.root === undefined ? {} : { root: cli.root });
}

import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryFolder, type Instance } from "./paths";
import { pulumiCli, type PulumiCli } from "./pulumi-cli";

export interface PulumiEnvironment extends PulumiCli {
  /** Variables for the environment of the CLI, or for `envVars` of the Automation API. */
  readonly env: Record<string, string>;
}

/** The environment for Pulumi programs of this instance, with its own home and state. */
export async function pulumiEnvironment(instance: Instance): Promise<PulumiEnvironment> {
  const cli = await pulumiCli();
  const home = path.join(instance.runFolder, "pulumi", "home");
  const state = path.join(instance.runFolder, "pulumi", "state");
  fs.mkdirSync(home, { recursive: true });
  fs.mkdirSync(state, { recursive: true });
  return {
    ...cli,
    env: {
      PATH: [
        path.dirname(cli.executable),
        // Contains pulumi-resource-pulumi-nodejs, the host of dynamic providers.
        path.join(repositoryFolder, "node_modules", "@pulumi", "pulumi"),
        process.env["PATH"] ?? "",
      ].join(path.delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
}

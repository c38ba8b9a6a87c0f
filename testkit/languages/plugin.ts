import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";

/** Where a project finds the plugin: the last build. */
export const pluginFolder = path.join(repositoryFolder, "dist", "plugin");

/** For `Pulumi.yaml`. */
export const pluginSettings = {
  providers: [{ name: "pulumi-kafka-connect", path: pluginFolder }],
};

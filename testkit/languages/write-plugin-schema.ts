import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import * as manifest from "../../package.json";
import { repositoryFolder } from "../../sandbox/paths";
import { pluginSchema } from "./plugin-schema";

async function write(): Promise<void> {
  const file = path.join(repositoryFolder, "plugin", "schema.json");
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(file, await format(JSON.stringify(pluginSchema(manifest)), options));
}

void write();

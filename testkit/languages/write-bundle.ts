import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { writeBundle } from "./bundle";

async function write(): Promise<void> {
  const folder = path.join(repositoryFolder, "release");
  const { archives } = await writeBundle(folder);
  console.log(archives.map((name) => path.join(folder, name)).join("\n"));
}

void write();

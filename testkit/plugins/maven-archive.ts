import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { maven } from "../../sandbox/kafka-jars";
import { cacheFolder } from "../../sandbox/paths";
import { runProgram } from "../../sandbox/program";

/**
 * The file of `group:artifact:version[:type[:classifier]]` on Maven Central, fetched once: what users
 * install is what the installer has to cope with.
 */
export async function mavenArchive(coordinates: string): Promise<string> {
  const name = coordinates.replaceAll(":", "_");
  const folder = await cachedFolder(
    path.join(cacheFolder(), "maven-archives", name),
    (unfinished) =>
      runProgram(
        maven(),
        [
          "-B",
          "-Dstyle.color=never",
          "dependency:copy",
          `-Dartifact=${coordinates}`,
          `-DoutputDirectory=${unfinished}`,
        ],
        {
          what: `fetching ${coordinates} with Maven`,
          cwd: unfinished,
          logFile: path.join(cacheFolder(), "logs", `maven-${name}.log`),
        },
      ),
  );
  const [file = ""] = fs.readdirSync(folder);
  return path.join(folder, file);
}

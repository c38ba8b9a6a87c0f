import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { maven } from "../../sandbox/kafka-jars";
import { cacheFolder } from "../../sandbox/paths";
import { step } from "../../sandbox/progress";
import { runProgram } from "../../sandbox/program";

const version = "1.0.1";

/** The folder of the JMX exporter's agent, which is downloaded once, and the jar's name. */
export async function jmxExporter(): Promise<{ folder: string; jar: string }> {
  const name = "jmx_prometheus_javaagent";
  const folder = await cachedFolder(
    path.join(cacheFolder(), `jmx-exporter-${version}`),
    (unfinished) =>
      step("fetching the JMX exporter with Maven", () =>
        runProgram(
          maven(),
          [
            "-B",
            "dependency:copy",
            `-Dartifact=io.prometheus.jmx:${name}:${version}`,
            `-DoutputDirectory=${unfinished}`,
          ],
          {
            what: "Maven",
            cwd: unfinished,
            logFile: path.join(cacheFolder(), "logs", "maven.log"),
          },
        ),
      ),
  );
  return { folder, jar: `${name}-${version}.jar` };
}

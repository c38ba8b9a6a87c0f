import * as path from "node:path";
import { isExecutable, outputOf, requireProgram } from "./program";
import { sandboxFolder } from "./paths";

const oldest = 17;
const install = "a JDK 17 or newer, for example `apt-get install openjdk-17-jre-headless`";
const installOnMac = "`brew install openjdk@17`, or set JAVA_HOME";

let checked: string | undefined;

/** The java executable for Kafka: from JAVA_HOME, otherwise from PATH. */
export function java(): string {
  if (checked !== undefined) return checked;
  const home = process.env["JAVA_HOME"];
  const ofHome = home ? path.join(home, "bin", "java") : undefined;
  const found =
    ofHome !== undefined && isExecutable(ofHome)
      ? ofHome
      : requireProgram("java", "Kafka and Connect run on it.", `${install}, ${installOnMac}`);
  const output = outputOf(found, ["-version"]) ?? "";
  const major = Number(/version "(?:1\.)?(\d+)/.exec(output)?.[1]);
  if (!(major >= oldest)) {
    throw new Error(
      `${found} is Java ${Number.isNaN(major) ? "of an unknown version" : major}, ` +
        `but Kafka needs ${oldest} or newer. To install it: ${install}, ${installOnMac}`,
    );
  }
  checked = found;
  return found;
}

/** Options of every JVM here: a quick start matters more than peak speed. */
export function jvmArguments(libraries: string): string[] {
  return [
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    `-Dlog4j2.configurationFile=${path.join(sandboxFolder, "log4j2.properties")}`,
    "-cp",
    path.join(libraries, "*"),
  ];
}

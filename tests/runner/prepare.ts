/**
 * Downloads and builds what takes minutes and can be cached, in the background while
 * the first tests run. It is a process. Its arguments are the suites and the parts that they need.
 */
import * as os from "node:os";
import { olderVersions } from "../../sandbox/connect-version";
import { kafkaJars } from "../../sandbox/kafka-jars";
import { buildNode } from "../../sandbox/kubernetes/kubernetes";
import { say } from "../../sandbox/progress";
import { pulumiCli } from "../../sandbox/pulumi-cli";
import { programHosts, sdkGenerator } from "../../sandbox/sdk-generator";
import { yamlHost } from "../../sandbox/yaml-host";
import { goProgram, pythonPackages } from "../../testkit/languages/languages";
import { providerPlugin } from "../../testkit/engine/provider-plugin";

interface Preparation {
  readonly what: string;
  /** Parts and suites. */
  readonly of: readonly string[];
  readonly make: () => Promise<unknown>;
}

/** One after the other, starting with the parts for which most suites wait. */
const preparations: readonly Preparation[] = [
  { what: "Kafka and Connect", of: ["sandbox"], make: () => kafkaJars() },
  { what: "the Pulumi CLI", of: ["sandbox"], make: pulumiCli },
  { what: "the host of YAML programs", of: ["native", "cluster"], make: yamlHost },
  { what: "the generator of the SDKs", of: ["native"], make: sdkGenerator },
  { what: "the writer of programs", of: ["native"], make: programHosts },
  { what: "Pulumi's package for Python", of: ["native", "cluster"], make: pythonPackages },
  { what: "Pulumi's package for Go", of: ["native", "cluster"], make: () => goProgram() },
  { what: "Kubernetes", of: ["kubernetes"], make: buildNode },
  {
    what: "the Kubernetes provider",
    of: ["kubernetes"],
    make: () => providerPlugin("kubernetes"),
  },
  ...Object.values(olderVersions).map((version) => ({
    what: `Connect ${version}`,
    of: ["versions"],
    make: () => kafkaJars(version),
  })),
];

async function main(needed: readonly string[]): Promise<void> {
  // The tests that run meanwhile have time limits, but this has none.
  os.setPriority(10);
  for (const { what, of, make } of preparations) {
    if (!of.some((one) => needed.includes(one))) continue;
    await make().catch((error: unknown) => {
      // The suite that needs it tries again and fails with the reason.
      say(`… ${what} could not be prepared: ${(error as Error).message}`);
    });
  }
}

// With a normal exit, the exit handlers stop the build and discard what is half built.
process.once("SIGTERM", () => process.exit(143));

void main(process.argv.slice(2)).then(() => process.exit(0));

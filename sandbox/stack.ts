import * as fs from "node:fs";
import * as path from "node:path";
import { brokerAddress, brokerName, startBroker } from "./broker";
import { kafkaJars } from "./kafka-jars";
import type { Instance } from "./paths";
import { detachedProcess, knownProcesses, stopProcess } from "./process";
import { say, step } from "./progress";
import { pulumiEnvironment, type PulumiEnvironment } from "./pulumi-environment";
import { defaultWorker, startWorker, workerUrl, type Worker } from "./worker";

export interface Stack {
  readonly instance: Instance;
  readonly brokerAddress: string;
  readonly worker: Worker;
  readonly workerUrl: string;
  readonly pulumi: PulumiEnvironment;
}

/** Brings one instance up; what runs already stays as it is. */
export async function up(instance: Instance): Promise<Stack> {
  const jars = await kafkaJars();
  const address = brokerAddress(instance);
  await step(`broker ${address}`, () => startBroker(instance, jars));
  const options = defaultWorker(instance);
  const url = workerUrl(options.port);
  const worker = await step(`worker ${url}`, () => startWorker(instance, options));
  if (worker.version !== jars.version) say(`✓ the worker is Kafka Connect ${worker.version}`);
  const pulumi = await pulumiEnvironment(instance);
  say(`✓ pulumi ${pulumi.version} ${pulumi.executable}`);
  return { instance, brokerAddress: address, worker, workerUrl: url, pulumi };
}

/** Stops every process of the instance, also those that tests started; workers first. */
export async function down(
  instance: Instance,
  options: { readonly wipe?: boolean } = {},
): Promise<void> {
  // First of all: with its mounts in the folder, nothing there may be removed.
  if (fs.existsSync(path.join(instance.runFolder, "kubernetes"))) {
    // Its client takes a second to load, which most have no use for.
    const { kubernetesDown } = await import("./kubernetes/kubernetes.js");
    await kubernetesDown(instance);
  }
  const names = knownProcesses(instance.runFolder);
  await Promise.all(
    names.filter((name) => name !== brokerName).map((name) => stop(instance, name)),
  );
  if (names.includes(brokerName)) await stop(instance, brokerName);
  if (names.length === 0) say(`✓ nothing of ${instance.name} was running`);
  if (options.wipe) {
    fs.rmSync(instance.runFolder, { recursive: true, force: true });
    say(`✓ ${path.relative(process.cwd(), instance.runFolder)} removed`);
  }
}

async function stop(instance: Instance, name: string): Promise<void> {
  await step(`${name} stopped`, () => stopProcess(detachedProcess(instance.runFolder, name)));
}

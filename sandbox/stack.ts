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

/** Starts one instance; running parts stay unchanged. */
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

export interface DownOptions {
  /** Removes data, logs and state too. */
  readonly wipe?: boolean;
  /** Removes the instance's Kubernetes; for callers whose instance may have one. */
  readonly removeKubernetes?: (instance: Instance) => Promise<void>;
}

/** Stops every process of the instance, including the ones that tests started; workers first. */
export async function down(instance: Instance, options: DownOptions = {}): Promise<void> {
  // First, because nothing in the folder may be removed while it contains mounts.
  const node = path.join(instance.runFolder, "kubernetes");
  if (fs.existsSync(node)) {
    if (options.removeKubernetes === undefined) {
      throw new Error(`${node} belongs to a Kubernetes: stop it with "sandbox/cli.ts down"`);
    }
    await options.removeKubernetes(instance);
  }
  const names = knownProcesses(instance.runFolder);
  await Promise.all(
    names.filter((name) => name !== brokerName).map((name) => stop(instance, name)),
  );
  if (names.includes(brokerName)) await stop(instance, brokerName);
  if (names.length === 0) say(`✓ ${instance.name} was not running`);
  if (options.wipe) {
    fs.rmSync(instance.runFolder, { recursive: true, force: true });
    say(`✓ ${path.relative(process.cwd(), instance.runFolder)} removed`);
  }
}

async function stop(instance: Instance, name: string): Promise<void> {
  await step(`${name} stopped`, () => stopProcess(detachedProcess(instance.runFolder, name)));
}

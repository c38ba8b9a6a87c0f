import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../cache";
import { runProgram } from "../program";
import { run } from "./command";
import { buildFolder, buildLog, type Layout } from "./layout";
import { packImage } from "./pack";
import { debianProgram, environment } from "./packages";
import { buildOlderImage, buildWorkerImage, olderImageVersion, workerImage } from "./worker-image";

const IMPORT_LIMIT_MS = 5 * 60_000;

export const pauseImage = "sandbox/pause:1";

/** Image name → a file with the image, built if it does not exist. */
export async function imageFiles(pause: string): Promise<Map<string, string>> {
  // The name of the program's folder already depends on its source.
  const key = path.basename(path.dirname(pause));
  const folder = await cachedFolder(buildFolder(`image-${key}`), (unfinished) => {
    const root = path.join(unfinished, "root");
    fs.mkdirSync(root);
    fs.copyFileSync(pause, path.join(root, "pause"));
    const config = { Entrypoint: ["/pause"], User: "65535:65535" };
    return packImage(pauseImage, [root], config, path.join(unfinished, "image.tar"));
  });
  return new Map([
    [pauseImage, path.join(folder, "image.tar")],
    [workerImage(), await buildWorkerImage()],
    [workerImage(olderImageVersion), await buildOlderImage()],
  ]);
}

/**
 * Imports an image file into the node, unless the node already has the same image. On a busy machine this
 * takes longer than the lock of the node lasts without a sign of life, so it must not block the process.
 */
export async function loadImage(node: Layout, name: string, file: string): Promise<void> {
  const noted = path.join(node.folder, "containerd", `${name.replace(/\W+/g, "-")}.loaded`);
  if (isNoted(noted, file)) return;
  await runProgram(debianProgram("ctr"), [...inNode(node), "images", "import", file], {
    what: `the import of ${name}`,
    env: environment,
    logFile: buildLog("ctr-import"),
    timeoutMs: IMPORT_LIMIT_MS,
  });
  fs.writeFileSync(noted, file);
}

/** Runs a containerd command in the namespace of the kubelet. */
export function ctr(node: Layout, ...args: string[]): string {
  return run("ctr", [...inNode(node), ...args]);
}

function inNode(node: Layout): string[] {
  return ["--address", node.containerdSocket, "--namespace", "k8s.io"];
}

function isNoted(noted: string, file: string): boolean {
  try {
    return fs.readFileSync(noted, "utf8") === file;
  } catch {
    return false;
  }
}

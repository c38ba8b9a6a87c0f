import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../cache";
import { run } from "./command";
import { buildFolder, type Layout } from "./layout";
import { packImage } from "./pack";
import { buildOlderImage, buildWorkerImage, olderImageVersion, workerImage } from "./worker-image";

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

/** Imports an image file into the node, unless the node already has the same image. */
export function loadImage(node: Layout, name: string, file: string): void {
  const noted = path.join(node.folder, "containerd", `${name.replace(/\W+/g, "-")}.loaded`);
  if (isNoted(noted, file)) return;
  ctr(node, "images", "import", file);
  fs.writeFileSync(noted, file);
}

/** Runs a containerd command in the namespace of the kubelet. */
export function ctr(node: Layout, ...args: string[]): string {
  return run("ctr", ["--address", node.containerdSocket, "--namespace", "k8s.io", ...args]);
}

function isNoted(noted: string, file: string): boolean {
  try {
    return fs.readFileSync(noted, "utf8") === file;
  } catch {
    return false;
  }
}

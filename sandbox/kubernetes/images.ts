import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../cache";
import { run } from "./command";
import { buildFolder, type Layout } from "./layout";
import { packImage } from "./pack";
import { buildOlderImage, buildWorkerImage, olderImageVersion, workerImage } from "./worker-image";

export const pauseImage = "sandbox/pause:1";

/** Image name → a file with it, built when it is not there. */
export async function imageFiles(pause: string): Promise<Map<string, string>> {
  // The folder of the program is named after its source already.
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

/** Puts an image of a file into the node, unless the very same is there. */
export function loadImage(node: Layout, name: string, file: string): void {
  const noted = path.join(node.folder, "containerd", `${name.replace(/\W+/g, "-")}.loaded`);
  if (isNoted(noted, file)) return;
  ctr(node, "images", "import", file);
  fs.writeFileSync(noted, file);
}

/** What to ask of containerd, in the namespace that the kubelet uses. */
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

import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { runProgram } from "../program";
import { buildLog } from "./layout";

export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Env?: readonly string[];
}

/**
 * Packs folders, one per layer, into a file for `ctr images import`, and removes them. It uses the
 * layout of `docker save`, because only then does containerd complete the name as the kubelet expects.
 */
export async function packImage(
  name: string,
  folders: readonly string[],
  config: ImageConfig,
  target: string,
): Promise<void> {
  const work = `${target}.parts`;
  fs.mkdirSync(work);
  const layers: string[] = [];
  const diffIds: string[] = [];
  for (const folder of folders) {
    const layer = path.join(work, layerFile(layers.length));
    await tar(["--numeric-owner", "--sort=name", "--mtime=@0", "-cf", layer, "-C", folder, "."]);
    fs.rmSync(folder, { recursive: true });
    layers.push(path.basename(layer));
    diffIds.push(`sha256:${await sha256(layer)}`);
  }
  const description = {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: diffIds },
    history: layers.map(() => ({ created_by: "sandbox" })),
  };
  fs.writeFileSync(path.join(work, "config.json"), JSON.stringify(description));
  const manifest = [{ Config: "config.json", RepoTags: [name], Layers: layers }];
  fs.writeFileSync(path.join(work, "manifest.json"), JSON.stringify(manifest));
  await tar(["-cf", target, "-C", work, "manifest.json", "config.json", ...layers]);
  fs.rmSync(work, { recursive: true });
}

/** The first folder of an image that `packImage` has packed. */
export async function firstLayer(image: string, target: string): Promise<void> {
  fs.mkdirSync(target);
  const layer = path.join(target, layerFile(0));
  await tar(["-xf", image, "-C", target, layerFile(0)]);
  await tar(["--numeric-owner", "-xpf", layer, "-C", target]);
  fs.rmSync(layer);
}

function layerFile(index: number): string {
  return `layer-${index}.tar`;
}

function tar(args: readonly string[]): Promise<void> {
  return runProgram("tar", args, { what: "tar", logFile: buildLog("tar") });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

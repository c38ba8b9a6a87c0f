import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { debianTool } from "../debian-tool";

/** Which tools an init image has, as far as the installer can see: a PATH with nothing else. */
export interface Image {
  readonly name: string;
  /** PATH. */
  readonly bin: string;
}

export type ImageName =
  | "dash, curl, unzip, GNU tools"
  | "bash, curl, jar, GNU tools"
  | "bash, GNU wget, bsdtar, GNU tools"
  | "BusyBox and curl"
  | "BusyBox alone";

/** Of the coreutils, findutils and so on. */
const GNU = [
  ..."base64 cat chmod cut date du find grep gzip head md5sum mkdir mv rm sed sha1sum".split(" "),
  ..."sha512sum sleep tail tar timeout tr wc".split(" "),
];

const CONTENTS: Readonly<Record<ImageName, Readonly<Record<string, string>>>> = {
  "dash, curl, unzip, GNU tools": { ...tools(...GNU, "curl", "unzip"), sh: "dash" },
  "bash, curl, jar, GNU tools": { ...tools(...GNU, "curl", "jar"), sh: "bash" },
  "bash, GNU wget, bsdtar, GNU tools": { ...tools(...GNU, "wget", "bsdtar"), sh: "bash" },
  "BusyBox and curl": tools("curl"),
  "BusyBox alone": {},
};

export const imageNames = Object.keys(CONTENTS) as ImageName[];

const made = new Map<string, Image>();

/** Made when it is first asked for, and gone with this process. `without` leaves tools out. */
export function image(name: ImageName, without: readonly string[] = []): Image {
  const key = [name, ...without].join(" - ");
  const known = made.get(key);
  if (known !== undefined) return known;
  const bin = folder();
  const contents: Record<string, string> = {};
  if (name.startsWith("BusyBox")) {
    for (const applet of execFileSync(debianTool("busybox"), ["--list"], {
      encoding: "utf8",
    }).split("\n")) {
      if (applet !== "") contents[applet] = "busybox";
    }
  }
  Object.assign(contents, CONTENTS[name]);
  for (const [as, tool] of Object.entries(contents)) {
    if (!without.includes(as)) symlinkSync(debianTool(tool), path.join(bin, as));
  }
  const image = { name, bin };
  made.set(key, image);
  return image;
}

/** Puts a script in the place of a tool; `$REAL` in it is the tool itself. */
export function wrap({ name, bin }: Image, tool: string, script: string): Image {
  const wrapped = folder();
  const file = path.join(wrapped, tool);
  writeFileSync(file, `#!/bin/sh\nREAL=${path.join(bin, tool)}\n${script}\n`, { mode: 0o755 });
  return { name, bin: `${wrapped}:${bin}` };
}

let home: string | undefined;

function folder(): string {
  if (home === undefined) {
    const made = (home = mkdtempSync(path.join(tmpdir(), "kafka-connect-images-")));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  }
  return mkdtempSync(path.join(home, "image-"));
}

function tools(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

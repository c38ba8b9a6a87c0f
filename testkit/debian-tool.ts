import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram } from "../sandbox/program";

/** The package, if its name differs. */
const PACKAGES: Readonly<Record<string, string>> = { bsdtar: "libarchive-tools" };

/** The path of a tool, which is installed if it is missing, on Debian as root. */
export function debianTool(tool: string): string {
  const here = findProgram(tool);
  if (here !== undefined) return here;
  const name = PACKAGES[tool] ?? tool;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    aptGet("update");
    aptGet("install", "-y", name);
    const installed = findProgram(tool);
    if (installed !== undefined) return installed;
  }
  throw new Error(`the tests need ${tool} (package ${name})`);
}

function aptGet(...args: string[]): void {
  // Another run of apt may hold its lock for a while.
  execFileSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=600", ...args], { stdio: "pipe" });
}

import { execFile } from "node:child_process";
import * as path from "node:path";
import { searchOutput } from "../../tests/secret-search/outputs";

export interface Result {
  readonly code: number;
  /** Both streams. */
  readonly text: string;
  readonly stdout: string;
}

/** Runs a command to its end, successful or not. */
export function run(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Record<string, string>;
    readonly timeoutMs?: number;
  },
): Promise<Result> {
  const { cwd, env, timeoutMs = 180_000 } = options;
  const limits = { maxBuffer: 64 * 1024 * 1024, timeout: timeoutMs };
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd, env: { ...process.env, ...env }, encoding: "utf8", ...limits },
      (error, stdout, stderr) => {
        const failed = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        const text = `${stdout}${stderr}`;
        searchOutput([path.basename(command), ...args].join(" "), text);
        resolve({ code: failed, text, stdout });
      },
    );
  });
}

/** The same for a command that must succeed; returns its output. */
export async function mustRun(...args: Parameters<typeof run>): Promise<string> {
  const { code, text, stdout } = await run(...args);
  if (code === 0) return stdout;
  throw new Error(`${args[0]} ${args[1].join(" ")} failed (${code}):\n${text.slice(-6000)}`);
}

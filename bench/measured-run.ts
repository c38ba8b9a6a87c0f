import { spawn } from "node:child_process";
import type { Measured } from "./measurement";
import { watchMemory } from "./peak-memory";

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs a command to its end. If it fails, so does this, with the last part of what it printed. */
export async function measuredRun(
  executable: string,
  args: readonly string[],
  { cwd, env }: RunOptions,
): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(executable, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => child.kill("SIGINT");
  process.once("exit", stop);
  const peak = watchMemory(child.pid ?? 0);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  process.off("exit", stop);
  const peakMemory = peak();
  if (code !== 0) throw new Error(`${args.join(" ")} failed:\n${text.slice(-3000)}`);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, ...(peakMemory === undefined ? {} : { peakMemory }) };
}

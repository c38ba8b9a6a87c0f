import { spawn } from "node:child_process";
import type { Properties } from "../stand-in/properties";

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and fails like the real provider. `line` gets each line for the log. */
export async function runCommand(
  command: string,
  inputs: Properties,
  line: (text: string) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  const { dir, stdin, logging, environment, interpreter } = inputs as Inputs;
  const [program, ...args] = [...(interpreter ?? (["/bin/sh", "-c"] as const)), command] as const;
  const child = spawn(program, args, {
    cwd: dir,
    env: { ...process.env, ...environment },
    stdio: "pipe",
    ...(signal === undefined ? {} : { signal, killSignal: "SIGKILL" }),
  });
  let both = "";
  const texts = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    const logged = [undefined, stream, "stdoutAndStderr"].includes(logging);
    let begun = "";
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      texts[stream] += text;
      both += text;
      const lines = (begun + text).split("\n");
      begun = lines.pop() ?? "";
      if (logged) lines.forEach(line);
    });
  }
  child.stdin.on("error", () => undefined); // It need not be read.
  child.stdin.end(stdin ?? "");
  const ended = await new Promise<string | undefined>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, name) =>
      resolve(code === 0 ? undefined : name === null ? `exit status ${code}` : `signal: ${name}`),
    );
  });
  if (ended !== undefined) {
    throw new Error(`${ended}: running ${JSON.stringify(command)}:\n${both}`);
  }
  const { stdout, stderr } = texts;
  return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
}

interface Inputs {
  readonly dir?: string;
  readonly stdin?: string;
  readonly interpreter?: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logging?: string;
}

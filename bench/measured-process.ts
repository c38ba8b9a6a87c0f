import { type ChildProcess, spawn } from "node:child_process";
import { repositoryFolder } from "../sandbox/paths";
import { type Figures, figuresOf } from "./process-figures";

/**
 * Loaded before the script: answers every message with the memory after a garbage collection, and
 * ends with its parent process.
 */
const ANSWER = `
process.on("message", () => { gc(); process.send(process.memoryUsage()); });
process.on("disconnect", () => process.exit());`;

/** A Node.js process that reports its memory and its sockets. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  readonly #connectPort: number;

  /** `args` are options, the script, and the script's own arguments. */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv, connectPort: number) {
    const loaded = `data:text/javascript,${encodeURIComponent(ANSWER)}`;
    this.#child = spawn(process.execPath, ["--expose-gc", "--import", loaded, ...args], {
      cwd: repositoryFolder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#connectPort = connectPort;
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.resume();
  }

  /** The first line of its output. */
  firstLine(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      this.#child.stdout?.on("data", (chunk: Buffer) => {
        text += text.includes("\n") ? "" : chunk.toString();
        if (text.includes("\n")) resolve(text.split("\n", 1)[0] ?? "");
      });
      this.#child.once("exit", (code) => reject(new Error(`it ended with ${String(code)}`)));
    });
  }

  figures(): Promise<Figures> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error("a process that is measured has ended"));
      const take = (message: unknown) => {
        const usage = message as NodeJS.MemoryUsage;
        if (typeof usage.heapUsed !== "number") return; // Tools send their own messages.
        this.#child.off("message", take).off("exit", fail);
        resolve(figuresOf(this.#child.pid ?? 0, usage, this.#connectPort));
      };
      this.#child.on("message", take).once("exit", fail);
      this.#child.send("figures", (error) => {
        if (error !== null) fail();
      });
    });
  }

  stop(): void {
    this.#child.kill();
  }
}

import * as fs from "node:fs";
import * as path from "node:path";
import { say } from "./progress";
import { waitUntil } from "./wait";

const refreshMs = 2_000;
const staleMs = 30_000;

/**
 * Runs the work while no other process holds the same lock. The holder touches the file regularly.
 * After a process was killed, the next one takes the lock at once if the pid is gone, and after
 * half a minute if another process has the pid.
 */
export async function withLock<T>(
  file: string,
  options: { readonly what: string; readonly deadlineMs: number },
  work: () => Promise<T>,
): Promise<T> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let reported = false;
  await waitUntil(
    () => {
      if (take(file)) return true;
      if (isStale(file)) {
        fs.rmSync(file, { force: true });
        return take(file);
      }
      if (!reported) say(`… waiting: another process is ${options.what} (${file})`);
      reported = true;
      return false;
    },
    { what: `another process that is ${options.what} (${file})`, deadlineMs: options.deadlineMs },
  );
  const timer = setInterval(() => touch(file), refreshMs);
  const release = () => fs.rmSync(file, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.off("exit", release);
    release();
  }
}

function take(file: string): boolean {
  try {
    fs.writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(file: string): boolean {
  try {
    if (Date.now() - fs.statSync(file).mtimeMs > staleMs) return true;
    const text = fs.readFileSync(file, "utf8").trim();
    // Just created, and not yet written.
    if (text === "") return false;
    return !pidExists(Number(text));
  } catch {
    // Released in between: the next attempt to take it decides.
    return false;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    fs.utimesSync(file, now, now);
  } catch {
    // Someone wiped the folder; there is nothing left to protect.
  }
}

export function pidExists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

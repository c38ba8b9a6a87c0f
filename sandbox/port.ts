import * as net from "node:net";
import { commandLine } from "./process";
import { outputOf } from "./program";

export const loopback = "127.0.0.1";

export function portAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: loopback, port });
    const finish = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}

/** Throws if something answers on the port, and names the process. */
export async function requireFreePort(port: number): Promise<void> {
  if (!(await portAnswers(port))) return;
  throw new Error(
    `port ${port} is taken by another process: ${portOwner(port)}; ` +
      "set SANDBOX_PORT_BASE to a number whose next 300 ports are free, and 100 more for each lane of a test run",
  );
}

function portOwner(port: number): string {
  const pid = portOwnerPid(port);
  if (pid === undefined) return "(which one could not be found out, perhaps another user's)";
  return `pid ${pid} ${commandLine(pid).replaceAll("\0", " ").trim().slice(0, 200)}`;
}

function portOwnerPid(port: number): number | undefined {
  const text =
    process.platform === "linux"
      ? outputOf("ss", ["-Hltnp", `sport = :${port}`])?.match(/pid=(\d+)/)?.[1]
      : undefined;
  const pid = text ?? outputOf("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"])?.trim();
  return pid !== undefined && /^\d+/.test(pid) ? parseInt(pid, 10) : undefined;
}

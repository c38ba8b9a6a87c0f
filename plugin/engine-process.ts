import { connect } from "node:net";

const INTERVAL_MS = 5_000;

/**
 * Ends this process once the engine has gone. A killed engine does not stop its plugins, and
 * without an engine there is nothing to do. The parent alone is not enough: while the plugin loads,
 * the engine may be killed before anyone asks for the parent.
 */
export function endWithEngine(address: string | undefined): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
    if (address !== undefined) whenRefused(address, () => process.exit(1));
  }, INTERVAL_MS).unref();
}

function whenRefused(address: string, refused: () => void): void {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect(Number(port), hostname);
  socket.unref();
  socket.once("connect", () => socket.destroy());
  socket.once("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "ECONNREFUSED") refused();
  });
}

import * as os from "node:os";
import type { PulumiEnvironment } from "./pulumi-environment";

/**
 * The time and machine of a measurement, because figures of different machines are not comparable.
 */
export function machineLine(pulumi: PulumiEnvironment): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  const hardware = `${cpus.length} × ${cpus[0]?.model ?? "?"}, ${memory} GiB`;
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  return `${date} UTC; ${hardware}, load ${load} before; Node.js ${process.version}, Pulumi ${pulumi.version}`;
}

/** The resources of a process at one moment. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Figures {
  /** Bytes of live objects, after a garbage collection. */
  readonly heap: number;
  /** Bytes of resident memory, which a process returns late or never. */
  readonly resident: number;
  /** Open sockets; only on Linux. */
  readonly sockets?: number;
  /** Open sockets to the port of Connect. */
  readonly toConnect?: number;
}

export function ownFigures(connectPort: number): Figures {
  if (globalThis.gc === undefined) throw new Error("run it with node --expose-gc");
  globalThis.gc();
  return figuresOf(process.pid, process.memoryUsage(), connectPort);
}

export function figuresOf(
  pid: number,
  { heapUsed, rss }: Pick<NodeJS.MemoryUsage, "heapUsed" | "rss">,
  connectPort: number,
): Figures {
  return { heap: heapUsed, resident: rss, ...socketsOf(pid, connectPort) };
}

function socketsOf(pid: number, connectPort: number): Pick<Figures, "sockets" | "toConnect"> {
  try {
    const open = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => socketAt(`/proc/${pid}/fd/${fd}`) ?? []),
    );
    const to = socketsTo(connectPort);
    return { sockets: open.size, toConnect: to.filter((inode) => open.has(inode)).length };
  } catch {
    return {}; // There is no /proc.
  }
}

/** Its inode, if it is a socket. */
function socketAt(link: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
  } catch {
    return undefined; // It was just closed.
  }
}

/** Inodes of the connections whose other end has this port. */
function socketsTo(port: number): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8").split("\n"),
  );
  return rows.flatMap((row) => {
    const fields = row.trim().split(/\s+/);
    return fields[2]?.endsWith(ending) === true ? (fields[9] ?? []) : [];
  });
}

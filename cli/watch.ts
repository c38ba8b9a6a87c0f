import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { cut } from "./table";
import type { Terminal } from "./terminal";

const EVERY_MS = 2_000;

/** The content at one moment: lines for a terminal, or for the reader of a file. */
export type Frame = () => Promise<readonly string[]>;

/**
 * Shows frames until the signal. On a terminal, each frame replaces the last; elsewhere, a frame is
 * added if something has changed.
 */
export async function watch(
  frame: Frame,
  terminal: Terminal,
  signal: AbortSignal,
  wait: typeof pause = pause,
): Promise<void> {
  const show = terminal.isTerminal ? onScreen(terminal) : inBlocks(terminal);
  try {
    while (!signal.aborted) {
      // Also while a worker is slow to answer.
      const lines = await unlessAborted(frame(), signal);
      if (lines !== undefined) show.frame(lines);
      await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    show.end();
  }
}

/**
 * Listens again for each frame, because a promise that outlives the frames would keep them in
 * memory.
 */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const done = new AbortController();
  const aborted = once(signal, "abort", { signal: done.signal }).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, aborted]);
  } finally {
    done.abort();
  }
}

interface Show {
  frame(lines: readonly string[]): void;
  end(): void;
}

/**
 * Uses the alternate screen. Afterwards the previous content returns, with the last frame below.
 */
function onScreen(terminal: Terminal): Show {
  let last: readonly string[] = [];
  let begun = false;
  return {
    frame(lines) {
      if (!begun) terminal.write("\x1b[?1049h\x1b[?25l");
      begun = true;
      last = lines;
      const { rows = Infinity } = terminal.size();
      const shown = fitting(lines, rows - 1);
      terminal.write(`\x1b[H${shown.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J`);
    },
    end() {
      if (!begun) return;
      terminal.write(`\x1b[?25h\x1b[?1049l${last.join("\n")}\n`);
    },
  };
}

/** Cuts lines at the end, where the healthy connectors are. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), cut(`… ${lines.length - rows + 1} more lines`, 40)];
}

function inBlocks(terminal: Terminal): Show {
  let before: string | undefined;
  return {
    frame(lines) {
      const block = lines.join("\n");
      if (block === before) return;
      // Single lines (JSON) need no empty line between them.
      const gap = before === undefined || lines.length === 1 ? "" : "\n";
      terminal.write(`${gap}${block}\n`);
      before = block;
    },
    end: () => undefined,
  };
}

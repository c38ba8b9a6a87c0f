import { readFileSync, writeFileSync } from "node:fs";
import { type Changes, changesIn } from "../report/changes";
import { report } from "../report/markdown";
import { NoPreview, type Preview, readPreview } from "../report/preview";
import { CliError, EXIT, type ExitCode } from "./exit";
import type { Terminal } from "./terminal";

export const FAIL_ON = ["replace", "delete", "error"] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface PreviewReportOptions {
  readonly title?: string;
  readonly maxLength?: number;
  readonly failOn?: readonly FailOn[];
  readonly output?: string;
}

/** Writes a preview as Markdown, even if the exit code is 1 afterwards. */
export function previewReport(
  file: string | undefined,
  options: PreviewReportOptions,
  terminal: Pick<Terminal, "write">,
): ExitCode {
  const { title, maxLength, failOn = [], output } = options;
  const changes = changesIn(previewIn(file));
  const text = report(changes, { title, maxLength });
  if (output === undefined) terminal.write(text);
  else writeFileSync(output, text);
  return failOn.some((what) => has(changes, what)) ? EXIT.failed : EXIT.ok;
}

function previewIn(file: string | undefined): Preview {
  const isPiped = file === undefined || file === "-";
  let text: string;
  try {
    text = readFileSync(isPiped ? process.stdin.fd : file, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new CliError(EXIT.usage, `${isPiped ? "stdin" : file} cannot be read: ${code}`);
  }
  try {
    return readPreview(text);
  } catch (error) {
    if (!(error instanceof NoPreview)) throw error;
    throw new CliError(
      EXIT.usage,
      `${isPiped ? "stdin" : file} is not a preview. ${error.message}`,
    );
  }
}

/** Counts only connectors and clusters, not the parts of a cluster. */
function has({ changes, finished }: Changes, what: FailOn): boolean {
  return what === "error" ? !finished : changes.some(({ kind }) => kind === what);
}

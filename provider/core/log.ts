import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "./clock";
import { News } from "./news";
import { notice } from "./notice";

/** What a user should read while the engine works. Texts must be free of secrets. */
export interface Log {
  /** Shown while the work goes on, gone when it is done. */
  progress(text: string): void;
  /** Stays in the output. */
  info(text: string): void;
  warn(text: string): void;
}

/**
 * The engine gives a dynamic provider no connection for logging, and what such a provider prints is
 * shown without severity. But the engine's address stands on the command line.
 */
function engineLog(): Log {
  const [, script, address] = process.argv;
  if (script?.includes("dynamic-provider") === true && address !== undefined) {
    const { getProject, getStack, resetOptions } = pulumi.runtime;
    resetOptions(getProject(), getStack(), -1, address, "", false, "");
  }
  const news = new News(systemClock);
  const tell = (text: string, send: () => Promise<void>) => {
    if (news.isNew(text)) void send().catch(() => undefined);
  };
  return {
    progress: (text) => tell(text, () => pulumi.log.info(text, undefined, undefined, true)),
    info: (text) => tell(text, () => pulumi.log.info(notice.format(text))),
    warn: (text) => tell(text, () => pulumi.log.warn(notice.format(text))),
  };
}

let log: Log | undefined;

/** The log of this process, made when it is first needed. */
export function processLog(): Log {
  log ??= engineLog();
  return log;
}

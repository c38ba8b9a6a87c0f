import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "./clock";
import { engineAddress } from "./engine-address";
import { News } from "./news";
import { notice } from "./notice";

/** Messages for the user while the engine works. They must not contain secrets. */
export interface Log {
  /** Shown during the work and removed afterwards. */
  progress(text: string): void;
  /** Stays in the output. */
  info(text: string): void;
  warn(text: string): void;
}

/**
 * The engine gives a dynamic provider no connection for logging, and shows its output without
 * severity. But the command line contains the engine's address.
 */
function engineLog(): Log {
  const address = engineAddress();
  if (address !== undefined) {
    const { getProject, getStack, resetOptions } = pulumi.runtime;
    resetOptions(getProject(), getStack(), -1, address, "", false, "");
  }
  const news = new News(systemClock);
  const show = (text: string, send: () => Promise<void>) => {
    if (news.isNew(text)) void send().catch(() => undefined);
  };
  return {
    progress: (text) => show(text, () => pulumi.log.info(text, undefined, undefined, true)),
    info: (text) => show(text, () => pulumi.log.info(notice.format(text))),
    warn: (text) => show(text, () => pulumi.log.warn(notice.format(text))),
  };
}

let log: Log | undefined;

/** The log of this process, created on first use. */
export function processLog(): Log {
  log ??= engineLog();
  return log;
}

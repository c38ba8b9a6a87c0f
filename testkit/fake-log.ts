import { type Log, processLog } from "../provider/core/log";

/** Keeps what a user would have read. */
export class FakeLog implements Log {
  readonly lines: string[] = [];

  progress(text: string): void {
    this.lines.push(`progress: ${text}`);
  }

  info(text: string): void {
    this.lines.push(`info: ${text}`);
  }

  warn(text: string): void {
    this.lines.push(`warn: ${text}`);
  }
}

/** Replaces the log of the process by a fake one during each test. */
export function useFakeProcessLog(): { readonly log: FakeLog } {
  const real = { ...processLog() };
  const use = { log: new FakeLog() };
  beforeEach(() => {
    const log = new FakeLog();
    use.log = log;
    Object.assign(processLog(), {
      progress: (text: string) => log.progress(text),
      info: (text: string) => log.info(text),
      warn: (text: string) => log.warn(text),
    });
  });
  afterEach(() => void Object.assign(processLog(), real));
  return use;
}

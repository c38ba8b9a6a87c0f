import { olderVersions } from "../../sandbox/connect-version";
import { firstFreeOffset } from "../../sandbox/paths";
import { startWorker, stopWorker, workerUrl } from "../../sandbox/worker";
import { sandbox, testInstance } from "../sandbox";

export type OlderLine = keyof typeof olderVersions;
export const olderLines = Object.keys(olderVersions) as OlderLine[];

/** A worker of an older Connect on the shared broker, for a `describe`. Returns its url. */
export function useOlderWorker(line: OlderLine): string {
  const name = `connect-${line}`;
  const port = testInstance.portBase + firstFreeOffset + 30 + olderLines.indexOf(line);

  before(`start a worker of Kafka Connect ${line}`, async function () {
    this.timeout(240_000);
    await sandbox();
    const version = olderVersions[line];
    await startWorker(testInstance, { name, port, groupId: name, version });
  });

  after(`stop the worker of Kafka Connect ${line}`, async function () {
    this.timeout(60_000);
    await stopWorker(testInstance, name);
  });

  return workerUrl(port);
}

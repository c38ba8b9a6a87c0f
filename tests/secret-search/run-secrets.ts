import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import * as path from "node:path";
import { secretsInFiles } from "./files";
import { Printed } from "./printed";
import { secretsIn } from "./secrets-in";

/** Folders of the sandbox that are given secrets: by the tests, or by a connector's config. */
const GIVEN = [
  "config", // What a worker is started with.
  "data", // Connect keeps configs in clear, in topics.
  "kubernetes", // And Kubernetes its Secrets.
  "logs", // Connect prints configs too.
  "secrets", // What references resolve to.
];

/** What failed tests have compared. */
export const OUTCOMES = "outcomes";

/** The tests themselves, as tsx has compiled them: it puts them below TMPDIR. */
const TSX_CACHE = `tsx-${String(userInfo().uid)}`;

/** Where a run of suites may show a secret, from its first line to what it leaves behind. */
export class RunSecrets {
  readonly printed = new Printed(process.stdout, process.stderr);
  /** Where the suites make their temporary files, and so does whatever they start. */
  readonly temporary = mkdtempSync(path.join(tmpdir(), "kafka-connect-run-"));
  readonly #sandboxes: readonly string[];

  /** The run folders of the sandboxes that the suites use. */
  constructor(sandboxes: readonly string[]) {
    this.#sandboxes = sandboxes;
    // PostgreSQL, which refuses to run as root, has to get through to its folder.
    chmodSync(this.temporary, 0o711);
  }

  /** Each secret of the tests that somebody could find now, and where. */
  found(): string[] {
    return [
      ...secretsIn(this.printed.text).map((place) => `printed: ${place}`),
      ...this.#sandboxes.flatMap((folder) => secretsInFiles(folder, GIVEN)),
      ...secretsInFiles(this.temporary, [TSX_CACHE, OUTCOMES]),
    ];
  }

  /** Not while something that the run started still runs. */
  removeTemporary(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

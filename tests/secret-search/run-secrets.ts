import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import * as path from "node:path";
import { secretsInFiles } from "./files";
import { Printed } from "./printed";
import { secretsIn } from "./secrets-in";

/** Folders of the sandbox that contain secrets of the tests or of a connector's config. */
const GIVEN = [
  "config", // What a worker is started with.
  "data", // Connect keeps configs in clear, in topics.
  "kubernetes", // And Kubernetes its Secrets.
  "logs", // Connect prints configs too.
  "secrets", // What references resolve to.
];

/** The values that failed tests have compared. */
export const OUTCOMES = "outcomes";

/** The tests themselves, which tsx compiles into a folder below TMPDIR. */
const TSX_CACHE = `tsx-${String(userInfo().uid)}`;

/** All places where a run may show a secret, from its first line to the files it leaves behind. */
export class RunSecrets {
  readonly printed = new Printed(process.stdout, process.stderr);
  /** The folder for the temporary files of the suites and of everything that they start. */
  readonly temporary = mkdtempSync(path.join(tmpdir(), "kafka-connect-run-"));
  readonly #sandboxes: readonly string[];

  /** The run folders of the sandboxes that the suites use. */
  constructor(sandboxes: readonly string[]) {
    this.#sandboxes = sandboxes;
    // PostgreSQL refuses to run as root, and has to reach its folder.
    chmodSync(this.temporary, 0o711);
  }

  /** Each secret of the tests that somebody could find now, with its place. */
  found(): string[] {
    return [
      ...secretsIn(this.printed.text).map((place) => `printed: ${place}`),
      ...this.#sandboxes.flatMap((folder) => secretsInFiles(folder, GIVEN)),
      ...secretsInFiles(this.temporary, [TSX_CACHE, OUTCOMES]),
    ];
  }

  /** Call it only when everything that the run started has ended. */
  removeTemporary(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import * as path from "node:path";
import { secretsInFiles } from "./files";
import { secretsInOutputs } from "./outputs";
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

/** The tests themselves, as tsx has compiled them: it puts them below TMPDIR. */
const TSX_CACHE = `tsx-${String(userInfo().uid)}`;

/** A run of suites, from its first line to what it leaves behind. */
export class WholeRun {
  readonly printed = new Printed(process.stdout, process.stderr);
  /** Where it makes its temporary files, and so does whatever it starts. */
  readonly #temporary = mkdtempSync(path.join(tmpdir(), "kafka-connect-run-"));
  readonly #sandbox: string;

  constructor(sandbox: string) {
    this.#sandbox = sandbox;
    // PostgreSQL, which refuses to run as root, has to get through to its folder.
    chmodSync(this.#temporary, 0o711);
    process.env.TMPDIR = this.#temporary;
  }

  /** Each secret of the tests that somebody could find now, and where. */
  secrets(): string[] {
    return [
      ...secretsIn(this.printed.text).map((place) => `printed: ${place}`),
      ...secretsInOutputs(),
      ...secretsInFiles(this.#sandbox, GIVEN),
      ...secretsInFiles(this.#temporary, [TSX_CACHE]),
    ];
  }

  /** Not while something that it started still runs. */
  removeTemporary(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

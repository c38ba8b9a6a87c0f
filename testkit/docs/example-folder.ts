import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";

export const examplesFolder = path.join(repositoryFolder, "examples");

/**
 * Copies of examples, each in its own folder inside the repository, so that it finds the packages.
 */
export class ExampleFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), "kafka-connect-examples-"));

  constructor(...examples: string[]) {
    symlinkSync(path.join(repositoryFolder, "node_modules"), this.file("node_modules"));
    for (const example of examples) this.copy(example);
  }

  copy(example: string): void {
    cpSync(path.join(examplesFolder, example), this.file(example), { recursive: true });
  }

  file(name: string): string {
    return path.join(this.path, name);
  }

  read(file: string): string {
    return readFileSync(this.file(file), "utf8");
  }

  /** Fails if the text to replace is missing. */
  edit(file: string, before: string, after: string): void {
    const old = this.read(file);
    if (!old.includes(before)) throw new Error(`${file} has no ${before}`);
    writeFileSync(
      this.file(file),
      old.replace(before, () => after),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

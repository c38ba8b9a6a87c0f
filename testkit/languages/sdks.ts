/** The SDKs of the plugin in sdk/: generated from its schema, except for the README of each. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { cacheFolder, repositoryFolder } from "../../sandbox/paths";
import { runProgram } from "../../sandbox/program";
import { sdkGenerator } from "../../sandbox/sdk-generator";

export const sdkLanguages = ["go", "python"] as const;
export type SdkLanguage = (typeof sdkLanguages)[number];

const OURS = "README.md";

export function sdkFolder(language: SdkLanguage): string {
  return path.join(repositoryFolder, "sdk", language);
}

/** Writes the generator's output for the checked-in schema. */
export async function generateSdk(language: SdkLanguage, folder: string): Promise<void> {
  const schema = path.join(repositoryFolder, "plugin", "schema.json");
  await runProgram(await sdkGenerator(), [schema, language, folder], {
    what: `generating the SDK for ${language}`,
    logFile: path.join(cacheFolder(), "logs", "sdk-generator.log"),
    timeoutMs: 60_000,
  });
}

export async function writeSdk(language: SdkLanguage): Promise<void> {
  const folder = sdkFolder(language);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== OURS) rmSync(path.join(folder, name), { recursive: true });
  }
  await generateSdk(language, folder);
}

/** The generated files of a folder, by path. */
export function generatedFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter(
      (file) => file !== OURS && !/(^|\/)(__pycache__|[^/]+\.egg-info|build|dist)\//.test(file),
    )
    .sort();
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]),
  );
}

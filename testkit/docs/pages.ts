import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { fencedBlocks } from "./markdown";

export interface Page {
  /** Its path in the repository. */
  readonly file: string;
  readonly text: string;
}

function pagesIn(folder: string, names: (name: string) => boolean): Page[] {
  return readdirSync(path.join(repositoryFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => names(name) && !name.includes("node_modules"))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, text: readFileSync(path.join(repositoryFolder, file), "utf8") }));
}

/** docs/api has a generator, and a check of its own. */
export const docs = pagesIn("docs", (name) => /^[\w-]+\.md$/.test(name));
export const examples = pagesIn("examples", (name) => /^[\w-]+\/README\.md$/.test(name));
export const readme: Page = {
  file: "README.md",
  text: readFileSync(path.join(repositoryFolder, "README.md"), "utf8"),
};

/** A command that a page has its reader give to a shell: in a block, or to clean up. */
export interface ShellLine {
  readonly command: string;
  /** What the page says that it prints, where it does. */
  readonly printed?: string;
}

export function shellLines({ text }: Page): ShellLine[] {
  const cleanUp = /Clean up:\s+`([^`]+)`/.exec(text)?.[1];
  const last = cleanUp === undefined ? [] : [{ language: "sh", code: cleanUp }];
  return [...fencedBlocks(text), ...last].flatMap(({ language, code }) => {
    if (["sh", "bash", "shell"].includes(language)) {
      return commandsOf(code).map((command) => ({ command }));
    }
    if (language !== "console") return [];
    return code
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...printed] = part.split("\n");
        return { command, printed: printed.join("\n") };
      });
  });
}

function commandsOf(code: string): string[] {
  return code
    .replace(/\\\n */g, "")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

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

/** Without docs/api, which is generated and has its own check. */
export const docs = pagesIn("docs", (name) => /^[\w-]+\.md$/.test(name));
export const examples = pagesIn("examples", (name) => /^[\w-]+\/README\.md$/.test(name));
export const readme: Page = {
  file: "README.md",
  text: readFileSync(path.join(repositoryFolder, "README.md"), "utf8"),
};

/** A shell command for the reader of a page: in a code block, or to clean up. */
export interface ShellLine {
  readonly command: string;
  /** The output in the page, if there is one. */
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

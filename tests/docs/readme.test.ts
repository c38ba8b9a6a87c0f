import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";

const readme = readFileSync(path.join(repositoryFolder, "README.md"), "utf8");

interface Excerpt {
  /** The example that the text before the block names. */
  readonly example: string | undefined;
  readonly code: string;
}

function typeScriptBlocks(markdown: string): Excerpt[] {
  return [...markdown.matchAll(/```ts\n([\s\S]*?)```/g)].map(({ 1: code = "", index }) => ({
    example: [...markdown.slice(0, index).matchAll(/\]\((examples\/[\w-]+)\)/g)].at(-1)?.[1],
    code,
  }));
}

describe("README", () => {
  it("quotes in each TypeScript block the example that it names, which the type check covers", () => {
    const blocks = typeScriptBlocks(readme);
    expect(blocks.length).to.be.greaterThan(3);
    for (const { example, code } of blocks) {
      expect(example, code).to.be.a("string");
      const source = readFileSync(path.join(repositoryFolder, example ?? "", "index.ts"), "utf8");
      expect(source, `${example ?? ""}/index.ts`).to.contain(code);
    }
  });

  it("links only to files that are there", () => {
    for (const [, link] of readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (link === undefined || /^https?:/.test(link)) continue;
      expect(existsSync(path.join(repositoryFolder, link)), link).to.equal(true);
    }
  });

  it("names only make targets that there are", () => {
    const makefile = readFileSync(path.join(repositoryFolder, "Makefile"), "utf8");
    for (const [, target] of readme.matchAll(/`make ([a-z]+)/g)) {
      expect(makefile).to.match(new RegExp(`^${target ?? ""}:`, "m"));
    }
  });
});

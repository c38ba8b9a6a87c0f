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

  it("links only to existing files", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = ""]) => link);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local).to.include.members(["docs/security.md", "examples/smallest"]);
    const missing = local.filter((link) => !existsSync(path.join(repositoryFolder, link)));
    expect(missing).to.deep.equal([]);
  });

  it("names only existing make targets", () => {
    const makefile = readFileSync(path.join(repositoryFolder, "Makefile"), "utf8");
    const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
    const named = [...readme.matchAll(/`make ([a-z-]+)/g)].map(([, target]) => target);
    expect(named).to.include.members(["down", "test"]);
    expect(targets).to.include.members(named);
  });
});

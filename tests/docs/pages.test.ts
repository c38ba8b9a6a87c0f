import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as ts from "typescript";
import { repositoryFolder } from "../../sandbox/paths";
import { commandsIn, program } from "../../testkit/command/cli-program";
import { codeBlocks } from "../../testkit/docs/markdown";
import { docs, examples } from "../../testkit/docs/pages";

/** The compiler's errors in these programs, each with its file. */
function mistakesIn(programs: ReadonlyMap<string, string>): string[] {
  // Inside the repository, so that imports resolve as in a program that depends on the package.
  const folder = mkdtempSync(path.join(repositoryFolder, "node_modules", ".cache-docs-"));
  try {
    const files = [...programs].map(([name, code]) => {
      const file = path.join(folder, `${name}.ts`);
      writeFileSync(file, code);
      return file;
    });
    const { config } = ts.readConfigFile(path.join(repositoryFolder, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as { config: { compilerOptions: unknown } };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repositoryFolder);
    const compiled = ts.createProgram(files, {
      ...options,
      types: ["node"],
      // A block may declare what only a later block uses, so unused declarations are no mistake.
      noUnusedLocals: false,
    });
    return files
      .flatMap((file) => ts.getPreEmitDiagnostics(compiled, compiled.getSourceFile(file)))
      .map(({ file, messageText }) => {
        const words = ts.flattenDiagnosticMessageText(messageText, "\n");
        return `${path.basename(file?.fileName ?? "")}: ${words}`;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("The pages of docs/", () => {
  it("contain only TypeScript blocks that are programs and compile", () => {
    const programs = docs.flatMap((page) =>
      codeBlocks(page.text, "ts").map((code, place): [string, string] => [
        `${path.basename(page.file, ".md")}-${place + 1}`,
        code,
      ]),
    );
    expect(programs.length).to.be.greaterThan(5);
    for (const [name, code] of programs) expect(code, name).to.match(/^import /m);
    expect(mistakesIn(new Map(programs))).to.deep.equal([]);
  }).timeout(60_000);

  it("would report a mistake in a block", () => {
    const wrong = `import { Connector } from "pulumi-kafka-connect";\nnew Connector("a", { klass: "b" });\n`;
    expect(mistakesIn(new Map([["wrong", wrong]])).join()).to.contain("klass");
  }).timeout(60_000);

  it("link only to existing files, as do the READMEs of the examples", () => {
    for (const { file, text } of [...docs, ...examples]) {
      for (const [, link = ""] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (/^https?:/.test(link)) continue;
        const target = path.join(repositoryFolder, path.dirname(file), link);
        expect(existsSync(target), `${file}: ${link}`).to.equal(true);
      }
    }
  });

  it("call only existing commands and options", () => {
    const commands = commandsIn(program);
    const calls = [...docs, ...examples].flatMap((page) =>
      ["sh", "console"].flatMap((language) =>
        codeBlocks(page.text, language)
          .flatMap((block) => [
            ...block.matchAll(
              /(?<!plugin install resource )pulumi-kafka-connect ([a-z][^|>;)#\n]*)/g,
            ),
          ])
          .map(([, words = ""]) => ({ file: page.file, words })),
      ),
    );
    expect(calls.length).to.be.greaterThan(3);
    for (const { file, words } of calls) {
      const [name, ...more] = words.trim().split(/\s+/);
      const command = commands.find((one) => one.name() === name);
      expect(command, `${file}: ${words}`).not.to.equal(undefined);
      const known = [program, command, ...(command?.commands ?? [])]
        .flatMap((one) => one?.options ?? [])
        .map(({ long }) => long);
      for (const option of more.filter((word) => word.startsWith("--"))) {
        expect(known, `${file}: ${words}`).to.include(option);
      }
    }
  });
});

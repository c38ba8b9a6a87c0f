import { expect } from "chai";
import { docs, examples, readme, shellLines } from "../../testkit/docs/pages";
import { LINES_NOT_RUN, linesToRun } from "../shell/lines-not-run";
import { SET_UPS } from "../shell/set-ups";

describe("The shell lines of the pages", () => {
  const pages = [readme, ...docs, ...examples];
  const commandsOf = (file: string) =>
    pages.filter((page) => page.file === file).flatMap((page) => shellLines(page));

  it("are found in blocks, in lists, with their output, and in cleanup steps", () => {
    const text =
      "1. Do\n\n   ```sh\n   # This:\n   one \\\n     --two\n   ```\n\n" +
      "```console\n$ three\nfour\nfive\n$ six\n```\n\n```ts\nseven;\n```\n\nClean up: `eight`.\n";
    expect(shellLines({ file: "a.md", text })).to.deep.equal([
      { command: "one --two" },
      { command: "three", printed: "four\nfive\n" },
      { command: "six", printed: "" },
      { command: "eight" },
    ]);
  });

  it("are run by the suite shell, or listed with a reason and still in the page", () => {
    for (const { page, because, commands } of LINES_NOT_RUN) {
      expect(because).to.not.equal("");
      const there = commandsOf(page).map(({ command }) => command);
      for (const command of commands) expect(there, page).to.include(command);
    }
  });

  it("have a set-up on each page with lines that are run, which names only such lines", () => {
    const run = pages.filter(({ file }) => linesToRun(file, commandsOf(file)).length > 0);
    expect(Object.keys(SET_UPS)).to.have.members(run.map(({ file }) => file));
    for (const [page, { codes = {}, repeated = [], prints = {} }] of Object.entries(SET_UPS)) {
      const there = linesToRun(page, commandsOf(page)).map(({ command }) => command);
      for (const command of [...Object.keys(codes), ...repeated, ...Object.keys(prints)]) {
        expect(there, page).to.include(command);
      }
    }
  });
});

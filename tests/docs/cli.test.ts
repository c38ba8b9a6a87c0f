import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { EXIT } from "../../cli/exit";
import { repositoryFolder } from "../../sandbox/paths";
import { commandsIn, program } from "../../testkit/command/cli-program";

describe("docs/cli.md", () => {
  const text = readFileSync(path.join(repositoryFolder, "docs", "cli.md"), "utf8");

  it("has the default of every option", () => {
    const lines = text.split("\n");
    for (const { options } of commandsIn(program)) {
      for (const { long, defaultValue } of options) {
        // Each command has its own limit.
        if (long === "--timeout" || !["string", "number"].includes(typeof defaultValue)) continue;
        const said = lines.some(
          (line) => line.includes(`\`${String(long)}`) && line.includes(String(defaultValue)),
        );
        expect(said, `${String(long)} ${String(defaultValue)}`).to.equal(true);
      }
    }
  });

  it("describes every command, option and exit code", () => {
    for (const { options, commands } of commandsIn(program)) {
      for (const { long } of options) expect(text).to.include(`\`${String(long)}`);
      for (const command of commands) expect(text).to.include(command.name());
    }
    for (const code of Object.values(EXIT))
      expect(text).to.match(new RegExp(`^\\| ${code} +\\|`, "m"));
  });
});

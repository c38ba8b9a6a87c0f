import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { EXIT } from "../../cli/exit";
import { repositoryFolder } from "../../sandbox/paths";
import { commandsIn, program } from "../../testkit/cli-program";

describe("docs/cli.md", () => {
  const text = readFileSync(path.join(repositoryFolder, "docs", "cli.md"), "utf8");

  it("tells of every command, option and exit code", () => {
    for (const { options, commands } of commandsIn(program)) {
      for (const { long } of options) expect(text).to.include(`\`${String(long)}`);
      for (const command of commands) expect(text).to.include(command.name());
    }
    for (const code of Object.values(EXIT))
      expect(text).to.match(new RegExp(`^\\| ${code} +\\|`, "m"));
  });
});

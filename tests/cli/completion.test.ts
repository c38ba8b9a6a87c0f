import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import { completionScript, SHELLS } from "../../cli/completion";
import { repositoryFolder } from "../../sandbox/paths";
import { commandsIn, program } from "../../testkit/command/cli-program";

describe("the completion", () => {
  function bash(...words: string[]): string[] {
    const script = `${completionScript("bash", program)}
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pulumi_kafka_connect; echo "\${COMPREPLY[@]}"`;
    const args = ["--norc", "-c", script, "bash", "pulumi-kafka-connect", ...words];
    return execFileSync("bash", args, { encoding: "utf8" }).trim().split(" ");
  }

  it("of bash knows commands, their subcommands, and the options of each", () => {
    expect(bash("re")).to.deep.equal(["restart", "resume"]);
    expect(bash("offsets", "")).to.include.members(["get", "reset"]).and.not.include("status");
    expect(bash("offsets", "reset", "orders", "--")).to.include.members(["--stop", "--stack"]);
    expect(bash("status", "--url", "http://x", "--wa")).to.deep.equal(["--watch"]);
    expect(bash("restart", "--watch")).to.deep.equal([""]);
  });

  it("of bash suggests files where an option takes one", () => {
    const file = path.join(repositoryFolder, "package.js");
    expect(bash("status", "--ca", file)).to.deep.equal([`${file}on`]);
  });

  for (const shell of SHELLS) {
    it(`of ${shell} has every command and option`, () => {
      const script = completionScript(shell, program);
      for (const { options, commands } of commandsIn(program)) {
        for (const { long } of options) expect(script).to.include(String(long).slice(2));
        for (const command of commands) expect(script).to.include(command.name());
      }
    });
  }
});

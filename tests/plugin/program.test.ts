import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";

const PROGRAM = path.join(repositoryFolder, "plugin", "pulumi-resource-pulumi-kafka-connect");

const NEEDS_NODE =
  "The plugin pulumi-kafka-connect needs Node.js 20 or later: put node on the PATH of pulumi.";

describe("the program that the engine starts", () => {
  it("says what it needs when Node.js is not on the PATH", () => {
    const { status, stdout, stderr } = spawnSync("/bin/sh", [PROGRAM], {
      env: { PATH: "/no-such-folder" },
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 127,
      stdout: "",
      stderr: `${NEEDS_NODE}\n`,
    });
  });

  it("says the same on Windows, before it starts Node.js", () => {
    const lines = readFileSync(`${PROGRAM}.cmd`, "utf8").split("\n");
    const asks = lines.indexOf("where /q node");
    const says = lines.indexOf(`  >&2 echo ${NEEDS_NODE}`);
    const starts = lines.findIndex((line) => line.startsWith("node "));
    expect(asks).to.be.greaterThan(0);
    expect(lines.slice(asks + 1, says)).to.deep.equal(["if errorlevel 1 ("]);
    expect(lines.slice(says + 1, starts)).to.deep.equal(["  exit /b 127", ")"]);
  });
});

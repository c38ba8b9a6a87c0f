import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";

const PROGRAM = path.join(repositoryFolder, "plugin", "pulumi-resource-pulumi-kafka-connect");

describe("the program that the engine starts", () => {
  it("says what it needs when Node.js is not on the PATH", () => {
    const { status, stdout, stderr } = spawnSync("/bin/sh", [PROGRAM], {
      env: { PATH: "/no-such-folder" },
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 127,
      stdout: "",
      stderr:
        "The plugin pulumi-kafka-connect needs Node.js 20 or later: put node on the PATH of pulumi.\n",
    });
  });
});

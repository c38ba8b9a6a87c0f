import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { repositoryFolder } from "../../sandbox/paths";

describe("a program that loads the package", () => {
  /** The API groups of `@pulumi/kubernetes` that are loaded. */
  const script = `
    require("./dist/index.js");
    const group = /@pulumi[\\\\/]kubernetes[\\\\/](\\w+)[\\\\/]/;
    const groups = Object.keys(require.cache).flatMap((file) => group.exec(file)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(groups)].sort()));`;

  it("loads no more of Kubernetes than a ConnectCluster needs, because every run pays for it", () => {
    const printed = execFileSync(process.execPath, ["-e", script], { cwd: repositoryFolder });
    const needed = ["apiextensions", "apps", "core", "policy", "types"];
    expect(JSON.parse(printed.toString())).to.deep.equal(needed);
  });
});

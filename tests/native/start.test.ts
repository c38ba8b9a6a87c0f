import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { mustRun } from "../../testkit/command/command";
import { freePort } from "../../testkit/free-port";

const main = path.join(repositoryFolder, "dist", "plugin", "main.js");

describe("the plugin's process", () => {
  it("starts without the packages with which the SDK serializes programs", async () => {
    const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const left = [sdk.resolve("typescript"), sdk.resolve("@npmcli/arborist")];
    const script = `
      process.argv[2] = "127.0.0.1:1";
      require(${JSON.stringify(main)});
      const sdk = Object.keys(require.cache).some((file) => file.endsWith("/@pulumi/pulumi/output.js"));
      const exported = (file) => Object.keys(require.cache[file]?.exports ?? {}).length;
      console.log(JSON.stringify([sdk, ...${JSON.stringify(left)}.map(exported)]));
      process.exit();`;
    const printed = await mustRun(process.execPath, ["-e", script], { cwd: repositoryFolder });
    expect(JSON.parse(printed)).to.deep.equal([true, 0, 0]);
  });

  it("ends when the engine has gone, even if it went while the plugin was loading", async () => {
    const plugin = spawn(process.execPath, [main, `127.0.0.1:${String(await freePort())}`], {
      stdio: "ignore",
    });
    const [code] = (await once(plugin, "exit")) as [number];
    expect(code).to.equal(1);
  });
});

import { expect } from "chai";
import { existsSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { mustRun } from "../../testkit/command/command";
import { CliProject, inLanguage, type Language, languages } from "../../testkit/engine/cli-project";
import { install, type Way, ways } from "../../testkit/engine/installation";
import { codeBlocks } from "../../testkit/docs/markdown";
import { FaultProxy } from "../../testkit/connect/proxy";
import { Rest } from "../../testkit/connect/rest";
import { isProof } from "../../testkit/proof";
import { sandbox } from "../../testkit/sandbox";

const combinations: Record<Way, readonly Language[]> = {
  copy: ["ts", "cjs", "esm"],
  link: ["cjs"],
  pnpm: isProof ? ["ts", "cjs", "esm"] : ["ts"],
};

/** The first program of the README, and what it refers to. */
const [program = ""] = codeBlocks(
  readFileSync(path.join(repositoryFolder, "README.md"), "utf8"),
  "ts",
);
const port = 8083;
const name = "orders-to-file";
const written = "/tmp/orders.txt";

for (const way of Object.keys(ways) as Way[]) {
  describe(`the package, ${ways[way]}`, () => {
    let folder = "";

    before(async function () {
      this.timeout(240_000);
      folder = await install(way);
    });

    it("includes its command", async () => {
      const { workerUrl } = await sandbox();
      const args = ["--no", "pulumi-kafka-connect", "plugins", "--url", workerUrl];
      const printed = await mustRun("npx", args, { cwd: folder });
      expect(printed).to.include("FileStreamSourceConnector");
    });

    for (const language of combinations[way]) {
      it(`runs the README's program as ${languages[language]} one, with the same provider text in the state as everywhere`, async function () {
        const worker = await atReadmesAddress();
        if (worker === undefined) return this.skip();
        try {
          await lifeOfAConnector(folder, way, language);
        } finally {
          await worker.close();
        }
      });
    }
  });
}

/** The worker at the address that the program uses, unless another program has that port. */
async function atReadmesAddress(): Promise<FaultProxy | undefined> {
  expect(program).to.include(`"http://localhost:${port}"`);
  const { workerUrl } = await sandbox();
  try {
    return await FaultProxy.start(workerUrl, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    console.log(`    … left out, because port ${port} of README's program is taken here`);
    return undefined;
  }
}

async function lifeOfAConnector(folder: string, way: Way, language: Language): Promise<void> {
  const { pulumi, workerUrl } = await sandbox();
  const rest = new Rest(workerUrl);
  const project = new CliProject(folder, pulumi, `${way}-${language}-${process.pid.toString(36)}`);
  const hadFile = existsSync(written);
  await project.begin(language, inLanguage(language, program));
  try {
    expect(await project.up()).to.match(/\+ 2 created/);
    expect(await project.output("state")).to.equal("running");
    expect((await rest.status(name))?.connector.state).to.equal("RUNNING");
    expect(await project.providerText()).to.equal(
      "exports.handler=()=>require('pulumi-kafka-connect/provider')",
    );
    expect(await project.up()).to.match(/Resources:\n +2 unchanged\n/);
    expect(await project.destroy()).to.match(/- 2 deleted/);
    expect(await rest.names()).to.not.include(name);
  } finally {
    await project.end();
    await rest.call("DELETE", `/connectors/${name}`);
    if (!hadFile) rmSync(written, { force: true });
  }
}

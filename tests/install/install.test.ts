import { expect } from "chai";
import { rmSync } from "node:fs";
import * as path from "node:path";
import { mustRun } from "../helpers/command";
import { CliProject, type Language, languages, programText } from "../helpers/cli-project";
import { install, type Way, ways } from "../helpers/installation";
import { Rest } from "../helpers/rest";
import { sandbox } from "../helpers/sandbox";

const combinations: Record<Way, readonly Language[]> = {
  copy: ["ts", "cjs", "esm"],
  link: ["cjs"],
  pnpm: ["cjs", "esm"],
};

for (const way of Object.keys(ways) as Way[]) {
  describe(`the package, ${ways[way]}`, () => {
    let folder: string | undefined;

    before(async function () {
      this.timeout(240_000);
      folder = await install(way);
    });

    after(() => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    it("brings its command along", async () => {
      const command = path.join(folder ?? "", "node_modules", ".bin", "pulumi-kafka-connect");
      const { workerUrl } = await sandbox();
      const printed = await mustRun(command, ["plugins", "--url", workerUrl], {
        cwd: folder ?? "",
      });
      expect(printed).to.include("FileStreamSourceConnector");
    });

    for (const language of combinations[way]) {
      it(`runs from ${languages[language]} program, with the same provider text in the state as everywhere`, async () => {
        await lifeOfAConnector(folder ?? "", way, language);
      });
    }
  });
}

async function lifeOfAConnector(folder: string, way: Way, language: Language): Promise<void> {
  const { pulumi, workerUrl } = await sandbox();
  const rest = new Rest(workerUrl);
  const name = `install-${way}-${language}-${process.pid.toString(36)}`;
  const project = new CliProject(folder, pulumi, name);
  const args = {
    cluster: { url: workerUrl },
    name,
    class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
    config: { file: path.join(folder, "in"), topic: name },
  };
  await project.begin(language, programText(language, args));
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
  }
}

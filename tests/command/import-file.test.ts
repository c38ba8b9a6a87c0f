import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { cli, eachWithCli } from "../../testkit/command/cli";
import { CliProject } from "../../testkit/engine/cli-project";
import { sandbox } from "../../testkit/sandbox";
import { SOURCE } from "../../testkit/connectors/scenario";

describe("import-file --program", function () {
  this.timeout(180_000);

  const scenario = eachWithCli();
  const PASSWORD = "hunter2-of-an-import";
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-import-"));
    symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("imports 20 connectors into the package's resource in one run, and the next run writes nothing", async () => {
    const s = scenario();
    const names = Array.from({ length: 20 }, (_, i) => `${s.prefix}-orders-${i}`);
    await Promise.all(
      names.map(async (name, i) => {
        const config = { file: path.join(folder, "in"), topic: name, "batch.size": String(i + 1) };
        const secret = i < 2 ? { "db.password": `${PASSWORD}-${i}` } : {};
        const own = { "connector.class": SOURCE, "tasks.max": "1", ...secret };
        const body = { name, config: { ...config, ...own } };
        expect((await s.rest.call("POST", "/connectors", body)).status).to.equal(201);
        await s.rest.until(name, "RUNNING");
      }),
    );
    const [paused = ""] = names.slice(3);
    await s.rest.write("PUT", `/connectors/${paused}/pause`);
    await s.rest.untilConnectorState(paused, "PAUSED");
    const [file, program] = ["connectors.json", "connectors.ts"].map((one) =>
      path.join(folder, one),
    ) as [string, string];
    const flags = ["--url", s.proxy.url, "--output", file, "--program", program];
    const wrote = await cli(["import-file", ...names, ...flags]);
    expect(wrote.code, wrote.text).to.equal(0);
    expect(wrote.text).to.contain(`pulumi import --file ${file} --generate-code=false`);
    const setting = `${names[0] ?? ""}.db.password`;
    expect(wrote.text).to.contain(`pulumi config set --secret ${setting}\n`);
    for (const text of [readFileSync(file, "utf8"), readFileSync(program, "utf8")]) {
      expect(text).to.not.contain("hunter");
    }

    const project = new CliProject(folder, (await sandbox()).pulumi, s.prefix);
    await project.begin("ts", readFileSync(program, "utf8"));
    try {
      for (const i of [0, 1]) {
        const key = `${names[i] ?? ""}.db.password`;
        await project.run("config", "set", "--secret", key, `${PASSWORD}-${i}`);
      }
      const quiet = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
      await project.run("import", "--file", file, ...quiet);
      const preview = JSON.parse((await project.preview()).stdout) as {
        changeSummary: Record<string, number>;
      };
      // The state holds only a mark for each secret.
      expect(preview.changeSummary).to.deep.equal({ same: 19, update: 2 });
      s.proxy.calls.length = 0;
      await project.up();
      expect(s.proxy.writes).to.deep.equal([]);
      const after = JSON.parse((await project.preview()).stdout) as typeof preview;
      expect(after.changeSummary).to.deep.equal({ same: 21 });
      expect(project.storedState()).to.not.contain("hunter");
      await project.destroy();
    } finally {
      await project.end();
    }
    expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.deep.equal([]);
  });
});

import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { changesIn } from "../../report/changes";
import { report } from "../../report/markdown";
import { readPreview } from "../../report/preview";
import { repositoryFolder } from "../../sandbox/paths";
import { CliProject } from "../../testkit/engine/cli-project";
import { Rest } from "../../testkit/connect/rest";
import { sandbox } from "../../testkit/sandbox";
import { SINK, SOURCE } from "../../testkit/connectors/scenario";

describe("the report of a real preview", function () {
  this.timeout(120_000);

  const prefix = `r${process.pid.toString(36)}`;
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-report-"));
    symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    const rest = new Rest((await sandbox()).workerUrl);
    const names = (await rest.names()).filter((name) => name.startsWith(prefix));
    await Promise.all(names.map((name) => rest.call("DELETE", `/connectors/${name}`)));
  });

  it("is the same from the document and from the events, and shows each change and no secret", async () => {
    const { pulumi, workerUrl } = await sandbox();
    const rest = new Rest(workerUrl);
    const project = new CliProject(folder, pulumi, `${prefix}-report`);
    const connector = (resource: string, args: object) =>
      `new kafka.Connector("${resource}", ${JSON.stringify({ cluster: { url: workerUrl }, class: SOURCE, ...args })});\n`;
    const source = (resource: string, config: object, more: object = {}) =>
      connector(resource, {
        name: `${prefix}-${resource}`,
        config: { file: path.join(folder, resource), topic: resource, ...config },
        ...more,
      });
    const program = (...connectors: string[]) =>
      `const kafka = require("pulumi-kafka-connect");\n${connectors.join("")}`;
    await project.begin(
      "cjs",
      program(
        source("orders", { "batch.size": 100, "db.password": "hunter1" }),
        source("renamed", {}),
        source("paused", {}),
        source("deleted", {}),
      ),
    );
    try {
      await project.up();
      const made = await rest.call("POST", "/connectors", {
        name: `${prefix}-by-hand`,
        config: { "connector.class": SOURCE, file: folder, topic: "old" },
      });
      expect(made.status).to.equal(201);
      const changed = [
        source("orders", { "batch.size": 200, "db.password": "hunter2" }),
        source("renamed", {}, { name: `${prefix}-renamed-v2` }),
        source("paused", {}, { state: "paused" }),
        source("created", {}),
        source("by-hand", { file: folder }, { adopt: true }),
      ];
      project.change("cjs", program(...changed));
      const document = await project.preview();
      const text = report(changesIn(readPreview(document.stdout)));
      const events = await project.preview({ PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" });
      expect(report(changesIn(readPreview(events.stdout)))).to.equal(text);
      expect(text).to.not.contain("hunter");
      for (const line of [
        "**1 to replace, 1 to delete, 2 to update, 2 to create.**",
        `| \`${prefix}-renamed\` → \`${prefix}-renamed-v2\` | is deleted and recreated: the new one has no offsets |`,
        `| \`${prefix}-deleted\` | is deleted from the Connect cluster |`,
        `| \`${prefix}-paused\` | is paused |`,
        `| \`${prefix}-by-hand\` | is adopted, and changed; ⚠️ 1 warning |`,
        '`topic: "old" => "by-hand"`',
        '| `config["batch.size"]` | `100` | `200` | restarts |',
        '| `config["db.password"]` | `[secret]` | `[secret]` | restarts |',
        `| \`name\` | \`${prefix}-renamed\` | \`${prefix}-renamed-v2\` | **replaces** |`,
      ]) {
        expect(text).to.contain(line);
      }

      const wrong = { topics: "a", "topics.regex": "b.*" };
      project.change("cjs", program(...changed, source("wrong", wrong, { class: SINK })));
      const failed = await project.preview();
      expect(failed.code).to.not.equal(0);
      const refused = report(changesIn(readPreview(failed.stdout)));
      expect(refused).to.contain("**The preview failed: 2 errors.**");
      expect(refused).to.contain('| `config["topics.regex"]` | `topics and topics.regex are');
      expect(refused).to.not.contain("hunter");
    } finally {
      await project.destroy();
      await project.end();
    }
  });
});

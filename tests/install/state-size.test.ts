import { expect } from "chai";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { CliProject } from "../../testkit/engine/cli-project";
import { sandbox } from "../../testkit/sandbox";

const count = 20;
// Only our own share has a limit: what the engine adds to each resource grows with the paths of
// the machine, because it records where in the program the resource was declared.
const limit = 250;

describe("a connector with ten config keys", () => {
  let folder = "";
  let project: CliProject;
  // Of the same length on every machine, because a connector's state contains its name.
  const name = `size-${process.pid.toString(36).padStart(5, "0")}`;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-size-"));
    symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
    project = new CliProject(folder, (await sandbox()).pulumi, name);
    await project.begin("cjs", "");
  });

  after(async () => {
    await project.destroy();
    await project.end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bytesWith(program: string): Promise<number> {
    project.change("cjs", program);
    await project.up();
    return Buffer.byteLength(project.storedState());
  }

  it(`takes at most ${limit} more bytes of state than a resource that does nothing`, async () => {
    const { workerUrl } = await sandbox();
    const empty = await bytesWith("");
    const bare = ((await bytesWith(bareResources(workerUrl, name))) - empty) / count;
    const connector = ((await bytesWith(connectors(workerUrl, name))) - empty) / count;
    const share = `${connector} bytes, and ${bare} for a resource that does nothing`;
    expect(connector - bare, share).to.be.at.most(limit);
  });
});

function connectors(url: string, prefix: string): string {
  return `const { Connector } = require("pulumi-kafka-connect");\n${each("Connector", url, prefix)}`;
}

/** The engine's own share: the size of a resource that does nothing, with the same arguments. */
function bareResources(url: string, prefix: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const provider = "exports.handler=()=>({create:async(outs)=>({id:outs.name,outs})})";
class Bare extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bareconnect:Connector", name, { ...args, __provider: provider });
  }
}
${each("Bare", url, prefix)}`;
}

function each(made: string, url: string, prefix: string): string {
  const args = {
    cluster: { url },
    class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
    config: {
      file: "/nowhere/to/be/found",
      topic: prefix,
      "batch.size": "100",
      "key.converter": "org.apache.kafka.connect.storage.StringConverter",
      "value.converter": "org.apache.kafka.connect.storage.StringConverter",
      "header.converter": "org.apache.kafka.connect.storage.SimpleHeaderConverter",
      "errors.tolerance": "none",
      "errors.log.enable": "true",
      "errors.retry.timeout": "60000",
      "errors.retry.delay.max.ms": "60000",
    },
  };
  return `for (let i = 0; i < ${count}; i++) {
  const name = "${prefix}-" + i;
  new ${made}(name, { ...${JSON.stringify(args)}, name });
}\n`;
}

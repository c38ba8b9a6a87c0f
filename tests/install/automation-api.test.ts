import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/wait";
import { mustRun } from "../helpers/command";
import { FaultProxy } from "../helpers/proxy";
import { Rest } from "../helpers/rest";
import { sandbox } from "../helpers/sandbox";

describe("the example automation-api, run as a step of a pipeline", function () {
  this.timeout(180_000);

  let count = 0;
  let name = "";
  let folder = "";
  let url = "";
  let env: Record<string, string> = {};

  beforeEach(async () => {
    const { pulumi, workerUrl } = await sandbox();
    name = `a${process.pid.toString(36)}-${(count++).toString()}`;
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-automation-"));
    symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
    copy("automation-api");
    url = workerUrl;
    env = {
      ...pulumi.env,
      CONNECT_URL: url,
      PULUMI_STACK: name,
      // That of the sandbox may have been built here, without a version.
      PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    };
    edit("automation-api/program.ts", '"orders-to-file"', `"${name}"`);
    edit("automation-api/program.ts", "/tmp/orders.txt", path.join(folder, "orders.txt"));
  });

  afterEach(async () => {
    const rest = new Rest((await sandbox()).workerUrl);
    const names = (await rest.names()).filter((of) => of.startsWith(name));
    await Promise.all(names.map((of) => rest.call("DELETE", `/connectors/${of}`)));
    for (const project of ["automation-api", "preview-in-pr"]) {
      const stack = `organization/${project}/${name}`;
      await mustRun("pulumi", ["stack", "rm", "--yes", "--force", stack], {
        cwd: folder,
        env,
      }).catch(() => undefined);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function copy(example: string): void {
    const from = path.join(repositoryFolder, "examples", example);
    cpSync(from, path.join(folder, example), { recursive: true });
  }

  function edit(file: string, before: string, after: string): void {
    const place = path.join(folder, file);
    const old = readFileSync(place, "utf8");
    expect(old).to.contain(before);
    writeFileSync(place, old.replace(before, after));
  }

  function start(...args: string[]) {
    const child = spawn(process.execPath, ["--import", "tsx", "deploy.ts", ...args], {
      cwd: path.join(folder, "automation-api"),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]).then(
      ([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }),
    );
    return { child, ended };
  }

  const step = (...args: string[]) => start(...args).ended;

  it("previews, applies when it is allowed to, and finds nothing to do the second time", async () => {
    edit("automation-api/program.ts", "topics:", '"db.password": "hunter2",\n      topics:');

    const preview = await step();
    expect(preview).to.deep.equal({
      code: 2,
      stdout: `Preview of ${name}:\n  create ${name}\nTo apply this: --apply\n`,
      stderr: "",
    });
    expect(await new Rest(url).names()).to.not.include(name);

    const applied = await step("--apply");
    expect(applied.code, applied.stderr).to.equal(0);
    expect(applied.stdout).to.match(
      new RegExp(`Update of ${name}:\n  created ${name}\n1 changed in \\d+ s\n$`),
    );
    expect((await new Rest(url).config(name))?.["db.password"]).to.equal("hunter2");

    const nothing = "  nothing to do\n";
    expect(await step("--apply")).to.deep.equal({
      code: 0,
      stdout: `Preview of ${name}:\n${nothing}Update of ${name}:\n${nothing}`,
      stderr: "",
    });
    expect(await step()).to.deep.equal({
      code: 0,
      stdout: `Preview of ${name}:\n${nothing}`,
      stderr: "",
    });
  });

  it("fails with a config's mistakes, and deletes or replaces a connector only when told to", async () => {
    expect((await step("--apply")).code).to.equal(0);

    edit("automation-api/program.ts", "topics:", '"topics.regex": "o.*",\n      topics:');
    const broken = await step("--apply");
    expect(broken.code).to.equal(1);
    expect(broken.stdout).to.equal(`Preview of ${name}:\n`);
    expect(broken.stderr).to.match(new RegExp(`^Failed: ${name}: `));
    expect(broken.stderr).to.contain("topics.regex");
    expect(broken.stderr).to.not.contain("    at ");

    edit("automation-api/program.ts", '"topics.regex": "o.*",\n', `\n`);
    edit("automation-api/program.ts", "config:", `name: "${name}-v2",\n    config:`);
    const waiting = await step();
    expect(waiting.code).to.equal(2);
    expect(waiting.stdout).to.contain(
      `  replace ${name}\nTo apply this: --apply --allow-destroy\n`,
    );
    const refused = await step("--apply");
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.equal(
      "Failed: nothing was applied, because these would be deleted or replaced: " +
        `${name}. To allow it: --allow-destroy\n`,
    );
    expect(await new Rest(url).names()).to.include(name);

    const replaced = await step("--apply", "--allow-destroy");
    expect(replaced.code, replaced.stderr).to.equal(0);
    expect(replaced.stdout).to.contain(`  replaced ${name}\n1 changed in `);
    const names = await new Rest(url).names();
    expect(names).to.include(`${name}-v2`);
    expect(names).to.not.include(name);
  });

  it("runs the project of a folder, with that one's settings", async () => {
    copy("preview-in-pr");
    edit("preview-in-pr/index.ts", '"orders-to-file"', `"${name}"`);
    const settings = ["config", "set", "connectUrl", url, "--stack", name];
    for (const args of [["stack", "init", name, "--secrets-provider", "passphrase"], settings]) {
      await mustRun("pulumi", args, { cwd: path.join(folder, "preview-in-pr"), env });
    }
    const project = ["--project", "../preview-in-pr"];
    expect((await step(...project)).code).to.equal(2);
    const applied = await step(...project, "--apply");
    expect(applied.code, applied.stderr).to.equal(0);
    expect(applied.stdout).to.contain(`  created ${name}\n`);
    expect((await step(...project)).code).to.equal(0);
  });

  it("says that another run is at work, and ends what is under way when it is stopped", async () => {
    const proxy = await FaultProxy.start(url);
    try {
      env = { ...env, CONNECT_URL: proxy.url };
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const isCreate = ({ method, path: of }: { method: string; path: string }) =>
        method === "POST" && of === "/connectors";
      proxy.hold = (seen) => (isCreate(seen) ? released : undefined);
      const first = start("--apply");
      await waitUntil(() => proxy.calls.some(isCreate), {
        what: "the creation of the connector",
        deadlineMs: 90_000,
      });

      const second = await step("--apply");
      expect(second.code).to.equal(1);
      expect(second.stderr).to.contain(`Failed: another run is changing the stack ${name}: `);

      first.child.kill("SIGINT");
      release();
      const { code, stdout, stderr } = await first.ended;
      expect(code).to.equal(1);
      expect(stdout).to.contain("Stopping: what is under way is brought to its end.\n");
      expect(stderr).to.match(/^Failed: stopped; /);
      expect(await new Rest(url).names()).to.include(name);
      expect((await step()).stdout).to.equal(`Preview of ${name}:\n  nothing to do\n`);
    } finally {
      await proxy.close();
    }
  });
});

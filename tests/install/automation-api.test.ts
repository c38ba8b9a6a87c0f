import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { mustRun } from "../../testkit/command/command";
import { ExampleFolder } from "../../testkit/docs/example-folder";
import { FaultProxy } from "../../testkit/connect/proxy";
import { Rest } from "../../testkit/connect/rest";
import { itStandingFor } from "../../testkit/proof";
import { sandbox } from "../../testkit/sandbox";

describe("the example automation-api, run as a step of a pipeline", function () {
  this.timeout(180_000);

  let count = 0;
  let name = "";
  let folder: ExampleFolder;
  let url = "";
  let env: Record<string, string> = {};

  beforeEach(async () => {
    const { pulumi, workerUrl } = await sandbox();
    name = `a${process.pid.toString(36)}-${(count++).toString()}`;
    folder = new ExampleFolder("automation-api");
    url = workerUrl;
    env = {
      ...pulumi.env,
      CONNECT_URL: url,
      PULUMI_STACK: name,
      // The repository's own type check covers them, and it would take most of the time here.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      // The sandbox's CLI may have been built on this machine, without a version.
      PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    };
    folder.edit("automation-api/program.ts", '"orders-to-file"', `"${name}"`);
    folder.edit("automation-api/program.ts", "/tmp/orders.txt", folder.file("orders.txt"));
  });

  afterEach(async () => {
    const rest = new Rest((await sandbox()).workerUrl);
    const names = (await rest.names()).filter((of) => of.startsWith(name));
    await Promise.all(names.map((of) => rest.call("DELETE", `/connectors/${of}`)));
    for (const project of ["automation-api", "preview-in-pr"]) {
      const stack = `organization/${project}/${name}`;
      await mustRun("pulumi", ["stack", "rm", "--yes", "--force", stack], {
        cwd: folder.path,
        env,
      }).catch(() => undefined);
    }
    folder.remove();
  });

  function start(...args: string[]) {
    const child = spawn(process.execPath, ["--import", "tsx", "deploy.ts", ...args], {
      cwd: folder.file("automation-api"),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    }
    const ended = once(child, "close").then(([code]) => ({
      code: code as number | null,
      ...texts,
    }));
    return { child, ended, printed: () => texts.stdout };
  }

  const step = (...args: string[]) => start(...args).ended;

  it("previews, applies when allowed, and finds nothing to do the second time", async () => {
    folder.edit(
      "automation-api/program.ts",
      "topics:",
      '"consumer.override.ssl.key.password": "hunter2",\n      topics:',
    );

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
    expect((await new Rest(url).config(name))?.["consumer.override.ssl.key.password"]).to.equal(
      "hunter2",
    );

    // As in a fresh checkout, which does not contain the salt of the passphrase.
    rmSync(folder.file(`automation-api/Pulumi.${name}.yaml`));
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

    const here = { cwd: folder.file("automation-api"), env };
    await mustRun("pulumi", ["destroy", "--yes", "--stack", name], here);
    await mustRun("pulumi", ["stack", "rm", "--yes", name], here);
    expect(await new Rest(url).names()).to.not.include(name);
  });

  it("fails with the mistakes in a config, and deletes or replaces a connector only on request", async () => {
    expect((await step("--apply")).code).to.equal(0);

    folder.edit("automation-api/program.ts", "topics:", '"topics.regex": "o.*",\n      topics:');
    const broken = await step("--apply");
    expect(broken.code).to.equal(1);
    expect(broken.stdout).to.equal(`Preview of ${name}:\n`);
    expect(broken.stderr).to.match(new RegExp(`^Failed: ${name}: `));
    expect(broken.stderr).to.contain("topics.regex");
    expect(broken.stderr).to.not.contain("    at ");

    const mended = '"topics.regex": "o.*",\n';
    folder.edit("automation-api/program.ts", mended, "\n");

    folder.edit(
      "automation-api/program.ts",
      "const orders",
      'throw new Error("no file");\n  const orders',
    );
    const thrown = await step("--apply");
    expect(thrown.code).to.equal(1);
    expect(thrown.stderr).to.match(/^Failed: .*no file\n$/);
    folder.edit("automation-api/program.ts", 'throw new Error("no file");\n', "");

    folder.edit("automation-api/program.ts", "config:", `name: "${name}-v2",\n    config:`);
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

  it("runs the project in a folder, with that project's settings", async () => {
    folder.copy("preview-in-pr");
    folder.edit("preview-in-pr/index.ts", '"orders-to-file"', `"${name}"`);
    const settings = ["config", "set", "connectUrl", url, "--stack", name];
    for (const args of [["stack", "init", name, "--secrets-provider", "passphrase"], settings]) {
      await mustRun("pulumi", args, { cwd: folder.file("preview-in-pr"), env });
    }
    const project = ["--project", "../preview-in-pr"];
    expect((await step(...project)).code).to.equal(2);
    const applied = await step(...project, "--apply");
    expect(applied.code, applied.stderr).to.equal(0);
    expect(applied.stdout).to.contain(`  created ${name}\n`);
    expect((await step(...project)).code).to.equal(0);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    itStandingFor(signal === "SIGTERM")(
      `reports that another run is in progress, and ends a running one at ${signal}`,
      async () => {
        folder.edit("automation-api/program.ts", "return {", secondConnector(name));
        const proxy = await FaultProxy.start(url);
        let release: () => void = () => undefined;
        try {
          env = { ...env, CONNECT_URL: proxy.url };
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
          expect(second.stderr).to.match(
            new RegExp(`^Failed: another run is changing the stack ${name}: [^\\n]+\\n$`),
          );

          first.child.kill(signal);
          // The connector may continue only after the engine got the signal too.
          await waitUntil(() => first.printed().includes("Stopping: "), {
            what: "the answer to the signal",
            deadlineMs: 30_000,
          });
          release();
          const { code, stderr } = await first.ended;
          expect(code).to.equal(1);
          expect(stderr).to.match(/^Failed: stopped; [^\n]+\n$/);
          const ours = (await new Rest(url).names()).filter((of) => of.startsWith(name));
          expect(ours, "begun, and not the one after it").to.deep.equal([name]);

          const next = await step("--apply");
          expect(next.code, next.stderr).to.equal(0);
          expect(next.stdout).to.contain(`  created ${name}-after\n1 changed in `);
        } finally {
          release();
          await proxy.close();
        }
      },
    );
  }
});

/** One that is created after the first. */
function secondConnector(name: string): string {
  return `new Connector(
    "${name}-after",
    {
      cluster: { url: process.env["CONNECT_URL"] ?? "" },
      class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
      config: { topics: "orders", file: "/dev/null" },
    },
    { dependsOn: orders },
  );
  return {`;
}

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { pulumiEnvironment, type PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { certificates } from "../helpers/certificates";
import { mustRun } from "../helpers/command";
import { withProviderPlugin } from "../helpers/provider-plugin";
import { testInstance } from "../helpers/sandbox";

const examples = path.join(repositoryFolder, "examples");

describe("the examples", function () {
  this.timeout(120_000);

  let pulumi: PulumiEnvironment;

  before(async () => {
    pulumi = await pulumiEnvironment(testInstance);
    for (const name of ["kubernetes", "command"] as const) {
      pulumi = await withProviderPlugin(pulumi, name);
    }
  });

  for (const name of readdirSync(examples)) {
    it(`${name} is previewed with the settings that its README makes, and without a cluster`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), `kafka-connect-${name}-`));
      const stack = `${name}-${process.pid.toString(36)}`;
      cpSync(path.join(examples, name), folder, { recursive: true });
      symlinkSync(path.join(repositoryFolder, "node_modules"), path.join(folder, "node_modules"));
      // One of them reads it.
      cpSync(certificates().caFile, path.join(folder, "ca.pem"));
      const { settings, variables } = steps(readFileSync(path.join(folder, "README.md"), "utf8"));
      const env = {
        ...pulumi.env,
        ...variables,
        KUBECONFIG: "/nowhere",
        PULUMI_STACK: stack,
        // The check of their types, which takes most of the time, is that of the repository.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      };
      const command = (text: string) => mustRun("/bin/sh", ["-c", text], { cwd: folder, env });
      try {
        await command(`pulumi stack init ${stack} --secrets-provider passphrase`);
        for (const setting of settings) await command(setting);
        expect(await command("pulumi preview --non-interactive --color never")).to.match(
          /\+ \d+ to create/,
        );
      } finally {
        await command(`pulumi stack rm --yes --force ${stack}`);
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

/** What a README has its reader do before `pulumi up`; … stands for what only the reader knows. */
function steps(readme: string) {
  const lines = [...readme.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.trim());
  const up = lines.findIndex((line) => /pulumi up$/.test(line));
  expect(up, "a line that ends with `pulumi up`").to.be.at.least(0);
  const variables = [...(lines[up]?.matchAll(/(\w+)=(\S+) /g) ?? [])].map(
    ([, variable = "", value = ""]) => [variable, value],
  );
  return {
    settings: lines.slice(0, up).filter((line) => line.startsWith("pulumi config set ")),
    variables: Object.fromEntries(variables) as Record<string, string>,
  };
}

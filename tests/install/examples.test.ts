import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { pulumiEnvironment, type PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { certificates } from "../../testkit/certificates";
import { Example } from "../../testkit/docs/example";
import { examplesFolder } from "../../testkit/docs/example-folder";
import { withProviderPlugin } from "../../testkit/engine/provider-plugin";
import { testInstance } from "../../testkit/sandbox";

describe("the examples", function () {
  this.timeout(120_000);

  let pulumi: PulumiEnvironment;

  before(async () => {
    pulumi = await pulumiEnvironment(testInstance);
    for (const name of ["kubernetes", "command"] as const) {
      pulumi = await withProviderPlugin(pulumi, name);
    }
    pulumi = { ...pulumi, env: { ...pulumi.env, KUBECONFIG: "/nowhere" } };
  });

  // An example that starts Pulumi itself has its own test in this folder.
  const projects = readdirSync(examplesFolder).filter((name) =>
    existsSync(path.join(examplesFolder, name, "index.ts")),
  );
  for (const name of projects) {
    it(`${name} is previewed with the settings from its README, and without a cluster`, async () => {
      const example = await Example.begin(name, pulumi);
      try {
        // What their readers have in addition to the program.
        cpSync(certificates().caFile, path.join(example.folder, "ca.pem"));
        writeFileSync(path.join(example.folder, "file-pulse.zip"), "");
        const { settings, variables } = steps(example.readme);
        for (const setting of settings) await example.run(setting, variables);
        const preview = "pulumi preview --non-interactive --color never";
        expect(await example.run(preview, variables)).to.match(/\+ \d+ to create/);
      } finally {
        await example.end();
      }
    });
  }
});

/** The steps of a README before `pulumi up`; … stands for what only the reader knows. */
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

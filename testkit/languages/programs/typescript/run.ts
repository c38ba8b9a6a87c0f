/** Runs `main.ts`, as Pulumi's language host for Node.js does. */
import * as path from "node:path";

const given = (name: string) => process.env[`PULUMI_${name}`] ?? "";

process.argv.splice(
  2,
  Infinity,
  ...["project", "stack", "organization", "parallel", "monitor", "engine"].map(
    (flag) => `--${flag}=${given(flag.toUpperCase())}`,
  ),
  `--root-directory=${given("ROOT_DIRECTORY")}`,
  ...(given("DRY_RUN") === "true" ? ["--dry-run"] : []),
  path.join(__dirname, "main.ts"),
);
void import("@pulumi/pulumi/cmd/run/index.js");

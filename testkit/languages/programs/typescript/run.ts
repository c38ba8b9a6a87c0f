/** Runs a program, as Pulumi's language host for Node.js does: run.ts PROGRAM */
const [program = ""] = process.argv.slice(2);
const given = (name: string) => process.env[`PULUMI_${name}`] ?? "";

process.argv.splice(
  2,
  Infinity,
  ...["project", "stack", "organization", "parallel", "monitor", "engine"].map(
    (flag) => `--${flag}=${given(flag.toUpperCase())}`,
  ),
  `--root-directory=${given("ROOT_DIRECTORY")}`,
  ...(given("DRY_RUN") === "true" ? ["--dry-run"] : []),
  program,
);
void import("@pulumi/pulumi/cmd/run/index.js");

import { loadYaml } from "@kubernetes/client-node";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly permissions?: Record<string, string>;
  readonly container?: { readonly options?: string };
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const folder = path.join(repositoryFolder, ".github", "workflows");

function workflow(name: string): Workflow {
  return loadYaml(readFileSync(path.join(folder, name), "utf8"));
}

function commands(job: Job | undefined): string[] {
  return (job?.steps ?? []).flatMap(({ run }) => run ?? []);
}

describe("The workflows", () => {
  it("have only the permissions that they list, and pin each action to one commit", () => {
    for (const name of readdirSync(folder)) {
      const { permissions, jobs } = workflow(name);
      expect(permissions, name).to.deep.equal({ contents: "read" });
      const used = Object.values(jobs).flatMap((job) => [job, ...(job.steps ?? [])]);
      for (const { uses } of used) {
        if (uses !== undefined) expect(uses, name).to.match(/^\.\/|@[0-9a-f]{40}$/);
      }
    }
  });

  it("test a pull request as CI does, and check what users install for known vulnerabilities", () => {
    const { on, jobs } = workflow("ci.yml");
    expect(on).to.include.keys("pull_request", "workflow_call");
    expect(commands(jobs["test"])).to.include(".ci/run");
    expect(commands(jobs["audit"]).join()).to.include("npm audit --omit=dev");
  });

  it("run the fast checks on every supported Node.js before the long tests", () => {
    const { jobs } = workflow("ci.yml");
    expect(jobs["quick"]?.strategy?.matrix.node).to.deep.equal([20, 22, 24]);
    expect(commands(jobs["quick"])).to.include("npx tsx tests/run.ts checks unit components");
    expect(jobs["test"]?.needs).to.equal("quick");
  });

  it("try the oldest Pulumi packages that package.json allows", () => {
    const install = commands(workflow("ci.yml").jobs["oldest-pulumi"]).join();
    const { dependencies } = JSON.parse(
      readFileSync(path.join(repositoryFolder, "package.json"), "utf8"),
    ) as { dependencies: Record<string, string> };
    const ofPulumi = Object.keys(dependencies).filter((name) => name.startsWith("@pulumi/"));
    expect(ofPulumi).to.have.length(3);
    for (const name of ofPulumi) expect(install).to.include(`"${name}@$(lowest ${name})"`);
  });

  it("run the long proofs each night", () => {
    const { on, jobs } = workflow("proof.yml");
    expect(on).to.include.keys("schedule");
    expect(commands(jobs["proof"])).to.include("make proof");
    // Its pods need the Kubernetes node that `make test` uses too.
    expect(jobs["proof"]?.container).to.deep.include({ options: "--privileged" });
  });

  it("publish a tag with provenance after its tests", () => {
    const { on, jobs } = workflow("publish.yml");
    expect(on).to.deep.equal({ push: { tags: ["v*"] } });
    const publish = jobs["publish"];
    expect(jobs[publish?.needs ?? ""]?.uses).to.equal("./.github/workflows/ci.yml");
    expect(publish?.permissions).to.deep.equal({ contents: "read", "id-token": "write" });
    expect(commands(publish).at(-1)).to.equal("npm publish --provenance --access public");
  });

  it("attach the archives of the plugin to the release, with their download address in the schema", () => {
    const { plugin } = workflow("publish.yml").jobs;
    expect(plugin?.needs).to.equal("publish");
    expect(plugin?.permissions).to.deep.equal({ contents: "write" });
    const all = commands(plugin);
    const [repository, schema, bundle, release] = [
      "npm pkg set repository",
      "npm run schema",
      "npm run bundle",
      "gh release create",
    ].map((start) => all.findIndex((command) => command.startsWith(start)));
    expect(repository).to.be.greaterThan(-1);
    expect([schema, bundle, release]).to.deep.equal(
      [1, 2, 3].map((after) => (repository ?? 0) + after),
    );
  });
});

describe("The check of a release", () => {
  const check = workflow("publish.yml").jobs["publish"]?.steps?.find(({ name }) =>
    name?.startsWith("The tag is the version"),
  )?.run;

  function refusal(tag: string, changelog: string): string {
    const release = mkdtempSync(path.join(tmpdir(), "kafka-connect-release-"));
    try {
      writeFileSync(path.join(release, "package.json"), JSON.stringify({ version: "1.2.3" }));
      writeFileSync(path.join(release, "CHANGELOG.md"), `# Changelog\n\n${changelog}\n\n- New.\n`);
      const env = { ...process.env, GITHUB_REF_NAME: tag };
      const { status, stderr } = spawnSync("bash", ["-e", "-c", check ?? "exit 9"], {
        cwd: release,
        env,
        encoding: "utf8",
      });
      expect(status).to.equal(stderr === "" ? 0 : 1);
      return stderr;
    } finally {
      rmSync(release, { recursive: true });
    }
  }

  it("accepts the tag of a version whose date is in the changelog", () => {
    expect(refusal("v1.2.3", "## 1.2.3 - 2026-11-24")).to.equal("");
  });

  it("says what to tag when the tag names another version", () => {
    expect(refusal("v1.2.4", "## 1.2.3 - 2026-11-24")).to.include("tag v1.2.3");
  });

  it("says what to write when the changelog has no date for it", () => {
    expect(refusal("v1.2.3", "## 1.2.3 - unreleased")).to.include('"## 1.2.3 - YYYY-MM-DD"');
    expect(refusal("v1.2.3", "## 1x2.3 - 2026-11-24")).to.include('"## 1.2.3 - YYYY-MM-DD"');
  });
});

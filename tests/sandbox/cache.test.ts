import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { waitUntil } from "../../sandbox/wait";

describe("a cached folder", () => {
  let root: string;
  let folder: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
    folder = path.join(root, "jars");
  });

  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  function fill(unfinished: string): Promise<void> {
    fs.writeFileSync(path.join(unfinished, "one"), "1");
    return Promise.resolve();
  }

  it("is built once and then reused", async () => {
    await cachedFolder(folder, fill);
    await cachedFolder(folder, () => Promise.reject(new Error("built twice")));
    expect(fs.readdirSync(folder)).to.deep.equal(["one"]);
  });

  it("does not exist while it is being built, nor after a failed build", async () => {
    let failure: unknown;
    await cachedFolder(folder, async (unfinished) => {
      await fill(unfinished);
      expect(fs.existsSync(folder)).to.equal(false);
      throw new Error("half way");
    }).catch((error: unknown) => (failure = error));
    expect((failure as Error).message).to.equal("half way");
    expect(fs.readdirSync(root)).to.deep.equal([]);
  });

  it("is built once when two processes need it at the same time", async () => {
    let builds = 0;
    const build = async (unfinished: string) => {
      builds += 1;
      await fill(unfinished);
    };
    await Promise.all([cachedFolder(folder, build), cachedFolder(folder, build)]);
    expect(builds).to.equal(1);
  });

  it("does not exist after a killed build, and the next build cleans up", async () => {
    const module = path.resolve(__dirname, "../../sandbox/cache.ts");
    const script =
      `require(${JSON.stringify(module)}).cachedFolder(${JSON.stringify(folder)}, (unfinished) => {` +
      `require("fs").writeFileSync(unfinished + "/half", "");` +
      `return new Promise(() => setInterval(() => undefined, 1000)); });`;
    const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", script]);
    const half = path.join(`${folder}.unfinished-${child.pid}`, "half");
    await waitUntil(() => fs.existsSync(half), { what: "the build", deadlineMs: 10_000 });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    expect(fs.existsSync(folder)).to.equal(false);

    await cachedFolder(folder, fill);
    expect(fs.readdirSync(root)).to.deep.equal(["jars"]);
    expect(fs.readdirSync(folder)).to.deep.equal(["one"]);
  }).timeout(20_000);

  it("is built although a dead process left its lock", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    fs.writeFileSync(`${folder}.lock`, `${pid}\n`);
    await cachedFolder(folder, fill);
    expect(fs.readdirSync(root)).to.deep.equal(["jars"]);
  });
});

import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
  detachedProcess,
  hasIdentity,
  knownProcesses,
  launch,
  renamedProcess,
  runningPid,
  stopProcess,
  type DetachedProcess,
} from "../../sandbox/process";
import { waitUntil } from "../../sandbox/wait";

const forever = "setInterval(() => undefined, 1000)";

describe("a detached process", () => {
  let runFolder: string;
  let children: ChildProcess[];

  beforeEach(() => {
    runFolder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
    fs.mkdirSync(path.join(runFolder, "pids"));
    children = [];
  });

  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    fs.rmSync(runFolder, { recursive: true, force: true });
  });

  function start(args: readonly string[]): number {
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    children.push(child);
    if (child.pid === undefined) throw new Error("not started");
    return child.pid;
  }

  /** A stand-in for java: Node has no -D, but accepts any text as a condition. */
  function standIn(name: string, script = forever): { wanted: DetachedProcess; pid: number } {
    const identity = `--conditions=${runFolder}/${name}`;
    const wanted = { ...detachedProcess(runFolder, name), identity };
    return { wanted, pid: start([identity, "-e", script]) };
  }

  function notePid(wanted: DetachedProcess, pid: number | string): void {
    fs.writeFileSync(wanted.pidFile, `${pid}\n`);
  }

  it("is known by its pid file", () => {
    const { wanted, pid } = standIn("broker");
    notePid(wanted, pid);
    expect(runningPid(wanted)).to.equal(pid);
  });

  it("is found without its pid file", () => {
    const { wanted, pid } = standIn("broker");
    expect(runningPid(wanted)).to.equal(pid);
  });

  it("is recognized by its given name when it accepts no further argument", async () => {
    const wanted = renamedProcess(runFolder, "etcd");
    const pid = launch(wanted, process.execPath, ["-e", forever]);
    await waitUntil(() => runningPid(wanted) === pid, { what: "its name", deadlineMs: 5_000 });
    fs.rmSync(wanted.pidFile);
    expect(runningPid(wanted)).to.equal(pid);
    expect(runningPid(renamedProcess(runFolder, "etc"))).to.equal(undefined);
    expect(await stopProcess(wanted)).to.equal(true);
    expect(runningPid(wanted)).to.equal(undefined);
  });

  it("is not confused with another whose name has the same beginning", () => {
    const { pid } = standIn("worker-2");
    const wanted = { ...detachedProcess(runFolder, "worker") };
    expect(hasIdentity(pid, `--conditions=${runFolder}/worker`)).to.equal(false);
    expect(runningPid(wanted)).to.equal(undefined);
  });

  it("is not recognized when the pid file names another process", async () => {
    const wanted = detachedProcess(runFolder, "broker");
    const other = start(["-e", forever]);
    notePid(wanted, other);
    expect(runningPid(wanted)).to.equal(undefined);

    await stopProcess(wanted);
    expect(children[0]?.exitCode).to.equal(null);
    expect(children[0]?.signalCode).to.equal(null);
    expect(process.kill(other, 0)).to.equal(true);
    expect(fs.existsSync(wanted.pidFile)).to.equal(false);
  });

  it("is not recognized when another process only quotes its identity", () => {
    const wanted = detachedProcess(runFolder, "broker");
    notePid(wanted, start(["-e", forever, "--", wanted.identity]));
    expect(runningPid(wanted)).to.equal(undefined);
  });

  for (const text of ["", "0", "-1", "rubbish", "4194304999"]) {
    it(`is not recognized when the pid file says "${text}"`, () => {
      const wanted = detachedProcess(runFolder, "broker");
      notePid(wanted, text);
      expect(runningPid(wanted)).to.equal(undefined);
    });
  }

  it("stops on request, and its pid file is removed", async () => {
    const { wanted, pid } = standIn("worker");
    notePid(wanted, pid);
    expect(await stopProcess(wanted)).to.equal(true);
    expect(hasIdentity(pid, wanted.identity)).to.equal(false);
    expect(fs.existsSync(wanted.pidFile)).to.equal(false);
    expect(await stopProcess(wanted)).to.equal(false);
  });

  it("is killed when it does not stop within the limit", async () => {
    const ready = path.join(runFolder, "ready");
    const script =
      `process.on("SIGTERM", () => undefined); ${forever}; ` +
      `require("fs").writeFileSync(${JSON.stringify(ready)}, "")`;
    const { wanted, pid } = standIn("worker", script);
    await waitUntil(() => fs.existsSync(ready), { what: "the script", deadlineMs: 10_000 });
    notePid(wanted, pid);
    expect(await stopProcess(wanted, 200)).to.equal(true);
    expect(hasIdentity(pid, wanted.identity)).to.equal(false);
  });

  it("is listed by its pid file, for the ones that tests start too", () => {
    for (const name of ["worker", "broker", "tls-worker"]) {
      notePid(detachedProcess(runFolder, name), 1);
    }
    expect(knownProcesses(runFolder)).to.deep.equal(["broker", "tls-worker", "worker"]);
  });
});

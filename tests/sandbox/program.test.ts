import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProgram, requireProgram, runProgram } from "../../sandbox/program";
import { pidExists } from "../../sandbox/lock";
import { waitUntil } from "../../sandbox/wait";

describe("a program", () => {
  let folder: string;
  let logFile: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
    logFile = path.join(folder, "logs", "it.log");
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function run(program: string, args: readonly string[], timeoutMs = 60_000): Promise<string> {
    const options = { what: "the build", logFile, timeoutMs };
    return runProgram(program, args, options).then(
      () => "no error",
      (error: Error) => error.message,
    );
  }

  it("that fails is reported with the last 25 lines of its log", async () => {
    const script = "for (let i = 1; i <= 40; i++) console.log(`line ${i}.`); process.exitCode = 3";
    const message = await run(process.execPath, ["-e", script]);
    expect(message).to.contain("the build failed (exit code 3)");
    expect(message).to.contain("line 16.").and.to.contain("line 40.");
    expect(message).not.to.contain("line 15.");
  });

  it("that takes too long is ended with its children", async () => {
    // A shell starts within the second even on a busy machine; Node.js may not.
    const message = await run("sh", ["-c", "sleep 600 & echo $!; wait"], 1_000);
    expect(message).to.equal("the build did not end within 1 s");
    const pid = Number(fs.readFileSync(logFile, "utf8"));
    expect(pid).to.be.greaterThan(1);
    await waitUntil(() => !pidExists(pid) || isDefunct(pid), {
      what: "the end of the grandchild",
      deadlineMs: 10_000,
    });
  });

  it("that is missing is named, with what it is for and how to get it", () => {
    expect(() => requireProgram("no-such-program", "It builds.", "`get it`")).to.throw(
      '"no-such-program" was not found on PATH. It builds. To install it: `get it`',
    );
  });

  it("is found in the order of PATH, which skips folders and files that are not executable", () => {
    const [one, two] = ["one", "two"].map((name) => path.join(folder, name)) as [string, string];
    fs.mkdirSync(path.join(one, "tool"), { recursive: true });
    fs.mkdirSync(two);
    fs.writeFileSync(path.join(two, "tool"), "", { mode: 0o755 });
    fs.writeFileSync(path.join(two, "text"), "", { mode: 0o644 });
    const searchPath = [one, two].join(path.delimiter);
    expect(findProgram("tool", searchPath)).to.equal(path.join(two, "tool"));
    expect(findProgram("text", searchPath)).to.equal(undefined);
  });
});

/** Ended, but not yet reaped by its new parent. */
function isDefunct(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return !pidExists(pid);
  }
}

import { expect } from "chai";
import { runCommand } from "../../testkit/engine/command-provider/run";
import { thrownBy } from "../../testkit/thrown";

/** Runs the commands of the stand-in for the plugin of @pulumi/command in a real shell. */
describe("the command provider's stand-in", () => {
  const both = "echo one; echo two >&2; printf three";

  it("gives both streams, each without its last line end", async () => {
    const outcome = await runCommand(both, {}, () => undefined);
    expect(outcome).to.deep.equal({ stdout: "one\nthree", stderr: "two" });
  });

  const logged: [unknown, string[]][] = [
    [undefined, ["one", "two"]],
    ["stdoutAndStderr", ["one", "two"]],
    ["stdout", ["one"]],
    ["stderr", ["two"]],
    ["none", []],
  ];
  for (const [logging, expected] of logged) {
    it(`logs the lines of ${String(logging)}`, async () => {
      const lines: string[] = [];
      await runCommand(both, { logging }, (line) => lines.push(line));
      expect(lines).to.have.members(expected);
    });
  }

  it("gives the command its environment, input, folder and interpreter", async () => {
    const inputs = {
      environment: { GREETING: "hello" },
      stdin: "world",
      dir: "/",
      interpreter: ["/bin/sh", "-e", "-c"],
    };
    const script = 'read -r word || :; echo "$GREETING $word $PWD"; false; echo no';
    const error = await thrownBy(() => runCommand(script, inputs, () => undefined));
    expect(error.message).to.contain("hello world /\n");
    expect(error.message).to.not.contain("\nno");
  });

  it("fails with the status, the command and all its output", async () => {
    const error = await thrownBy(() => runCommand("echo a; exit 3", {}, () => undefined));
    expect(error.message).to.equal('exit status 3: running "echo a; exit 3":\na\n');
  });

  it("kills the command when the engine is cancelled", async () => {
    const cancelled = new AbortController();
    const running = runCommand(
      "echo begun; exec sleep 60",
      {},
      () => cancelled.abort(),
      cancelled.signal,
    );
    const error = await thrownBy(() => running);
    expect(error.name).to.equal("AbortError");
  });
});

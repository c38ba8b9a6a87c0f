import { expect } from "chai";
import type { setTimeout } from "node:timers/promises";
import { terminalOf } from "../../cli/terminal";
import { watch } from "../../cli/watch";

type Wait = typeof setTimeout;

describe("what a command watches", () => {
  it("is asked for every second or two until the user ends it", async () => {
    const [waits, shown]: [number[], string[]] = [[], []];
    const end = new AbortController();
    const wait = ((ms: number) => {
      if (waits.push(ms) === 3) end.abort();
      return Promise.resolve();
    }) as Wait;
    const terminal = { ...terminalOf(process.stdout), isTerminal: false };
    const write = (text: string) => void shown.push(text);
    const frame = () => Promise.resolve([`frame ${waits.length}`]);
    await watch(frame, { ...terminal, write }, end.signal, wait);
    expect(shown).to.deep.equal(["frame 0\n", "frame 1\n", "frame 2\n"]);
    for (const ms of waits) expect(ms).to.be.within(1_000, 5_000);
  });
});

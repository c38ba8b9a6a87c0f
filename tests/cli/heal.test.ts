import { expect } from "chai";
import { sentence } from "../../cli/heal";
import type { HealingEvent } from "../../healing/events";

describe("an event of the healing agent", () => {
  const parts = [
    { part: "task 0", worker: "w1:8083", trace: "a.B: [withheld]\nCaused by: c.D: [withheld]" },
    { part: "task 2", worker: "w2:8083", trace: "a.B" },
  ];
  const cases: readonly (readonly [HealingEvent, string])[] = [
    [
      { event: "restart", connector: "x", attempt: 2, maxRetry: 10, waitedMs: 1, parts },
      "x: restart 2 of at most 10: task 0 on w1:8083: c.D: [withheld]; task 2 on w2:8083: a.B",
    ],
    [
      { event: "given up", connector: "x", restarts: 10, parts: parts.slice(1) },
      "x: given up after 10 restarts: task 2 on w2:8083: a.B",
    ],
    [{ event: "cured", connector: "x" }, "x: cured"],
    [{ event: "no answer", reason: "refused\nindeed" }, "no answer: refused indeed"],
  ];
  for (const [event, line] of cases) {
    it(`"${event.event}" is one line`, () => expect(sentence(event)).to.equal(line));
  }
});

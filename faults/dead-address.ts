/**
 * The program moves a connector to a cluster that does not exist, as after a typo in its address.
 */
import { Scenario, SOURCE } from "../testkit/connectors/scenario";
import { type Declared, mistakes, OthersConnector } from "./checks";
import type { Cell } from "./row";
import { visibleMessage } from "./visible-message";

export async function movedToDeadAddress(): Promise<Cell> {
  const s = await Scenario.begin();
  const others = await OthersConnector.make(s);
  const programAt = (url: string) => () => {
    s.source({ cluster: { url } }, { customTimeouts: { create: "5s" } });
  };
  try {
    await s.up(programAt(s.proxy.url));
    const before = s.stack.ids();
    s.proxy.reset();
    const startedAt = performance.now();
    const run = await s.stack.up(programAt("http://127.0.0.1:1"));
    const seconds = (performance.now() - startedAt) / 1000;
    const calls = s.proxy.calls.length;
    const message = visibleMessage(run, s);
    const broken: string[] = run.ok ? ["succeeded, and should have failed"] : [];
    if (message?.includes("cannot be reached") !== true) {
      broken.push(`does not say what is wrong: ${run.text.slice(0, 3000)}`);
    }
    broken.push(...s.proxy.writes.map((write) => `written to the old cluster: ${write}`));
    const after = s.stack.ids();
    broken.push(
      ...before.filter((id) => !after.includes(id)).map((id) => `lost from the state: ${id}`),
    );
    const back = await s.stack.up(programAt(s.proxy.url));
    if (!back.ok) broken.push(`the way back failed: ${back.text.slice(0, 3000)}`);
    broken.push(...(await mistakes(s, declared(s), others)));
    return {
      operation: "update",
      ended: "failed as expected",
      calls,
      seconds,
      ...(message === undefined ? {} : { message }),
      broken,
    };
  } finally {
    await others.remove();
    await s.end();
  }
}

function declared(s: Scenario): Declared {
  const name = s.name("source");
  const own = { name, "connector.class": SOURCE, "tasks.max": "1" };
  return { [name]: { ...own, file: s.file("in"), topic: s.name("topic") } };
}

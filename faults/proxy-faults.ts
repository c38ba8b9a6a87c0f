/**
 * Runs one fault of the list: every operation on a real engine and worker, and the checks
 * afterwards.
 */
import type { Run } from "../testkit/engine/engine";
import type { Rule } from "../testkit/connect/proxy";
import { Scenario, SINK, SOURCE, STRINGS } from "../testkit/connectors/scenario";
import { type Declared, mistakes, OthersConnector } from "./checks";
import { type FaultOnTheWay, SECRET } from "./proxy-fault-list";
import { type Cell, type Operation, operations } from "./row";
import { visibleMessage } from "./visible-message";

/** The wait is for a second connector, which the later operations have too. */
const ORDER: readonly Operation[] = ["create", "wait", "update", "read", "delete"];

interface Wanted {
  readonly batchSize: number;
  readonly sink: boolean;
  readonly deleted?: boolean;
}

export async function cellsOf(fault: FaultOnTheWay, chosen = operations): Promise<Cell[]> {
  const s = await Scenario.begin(fault.tls === undefined ? {} : { tls: true });
  const others = await OthersConnector.make(s);
  const cells: Cell[] = [];
  let wanted: Wanted = { batchSize: 1, sink: false };
  try {
    for (const operation of ORDER) {
      if (fault.expected[operation] === undefined || !chosen.includes(operation)) {
        if (operation === "create") await create(s, fault, wanted);
        continue;
      }
      if (operation === "wait") wanted = { ...wanted, sink: true };
      if (operation === "update") wanted = { ...wanted, batchSize: 2 };
      if (operation === "delete") wanted = { ...wanted, deleted: true };
      const cell = await cellOf(s, others, operation, wanted, fault);
      cells.push(cell);
      // Later operations would only repeat the same failure.
      if (cell.broken.length > 0) break;
    }
    return cells;
  } finally {
    s.proxy.reset();
    await others.remove();
    await s.end();
  }
}

async function cellOf(
  s: Scenario,
  others: OthersConnector,
  operation: Operation,
  wanted: Wanted,
  fault: FaultOnTheWay,
): Promise<Cell> {
  const before = s.stack.ids();
  s.proxy.reset();
  s.proxy.rule =
    operation === "wait" ? onceMade(s, fault.rule(operation, s)) : fault.rule(operation, s);
  const startedAt = performance.now();
  const run = await runOf(s, fault, operation, wanted);
  const seconds = (performance.now() - startedAt) / 1000;
  const calls = s.proxy.calls.length;
  const expected = fault.expected[operation] ?? "converges";
  const message = visibleMessage(run, s);
  const broken: string[] = [];
  if (expected === "converges") {
    if (!run.ok) broken.push(`failed: ${run.text.slice(0, 3000)}`);
  } else {
    if (run.ok) broken.push("succeeded, and should have failed");
    if (!run.text.includes(expected.fails)) broken.push(`does not say: ${expected.fails}`);
    const after = s.stack.ids();
    const lost = before.filter((id) => !after.includes(id));
    broken.push(...lost.map((id) => `lost from the state: ${id}`));
    s.proxy.rule = () => undefined;
    const next = await runOf(s, fault, operation, wanted);
    if (!next.ok) broken.push(`the next run failed: ${next.text.slice(0, 3000)}`);
  }
  broken.push(...(await mistakes(s, declared(s, fault, wanted), others)));
  return {
    operation,
    ended: expected === "converges" ? "converged" : "failed as expected",
    calls,
    seconds,
    ...(message === undefined ? {} : { message }),
    broken,
  };
}

/** The fault begins when the connector exists and the provider waits for it. */
function onceMade(s: Scenario, rule: Rule): Rule {
  return (seen) => (s.proxy.made.some(({ method }) => method === "POST") ? rule(seen) : undefined);
}

function runOf(
  s: Scenario,
  fault: FaultOnTheWay,
  operation: Operation,
  wanted: Wanted,
): Promise<Run> {
  if (operation === "read") return s.stack.refresh({ expectNoChanges: true });
  if (operation === "delete") return s.stack.destroy();
  return s.stack.up(programOf(s, fault, wanted));
}

/** Creates what the later operations need, without the fault. */
async function create(s: Scenario, fault: FaultOnTheWay, wanted: Wanted): Promise<void> {
  await s.up(programOf(s, fault, wanted));
  const name = s.name("source");
  if (fault.keysOfOthers === undefined) return;
  const config = { ...(await s.rest.config(name)), ...fault.keysOfOthers };
  await s.rest.write("PUT", `/connectors/${name}/config`, config);
}

function programOf(s: Scenario, { says }: FaultOnTheWay, { batchSize, sink }: Wanted) {
  const said = says?.(s) ?? {};
  return () => {
    s.source({ ...said, config: { "db.password": SECRET, "batch.size": batchSize } });
    if (sink) s.sink({ ...said, config: { "db.password": SECRET } });
  };
}

/** The config that the worker must have, key by key. */
function declared(
  s: Scenario,
  { keysOfOthers }: FaultOnTheWay,
  { batchSize, sink, deleted }: Wanted,
): Declared {
  if (deleted === true) return {};
  const common = (name: string) => ({ name, "tasks.max": "1", "db.password": SECRET });
  return {
    [s.name("source")]: {
      ...common(s.name("source")),
      "connector.class": SOURCE,
      file: s.file("in"),
      topic: s.name("topic"),
      "batch.size": String(batchSize),
      ...keysOfOthers,
    },
    ...(sink
      ? {
          [s.name("sink")]: {
            ...common(s.name("sink")),
            "connector.class": SINK,
            file: s.file("out"),
            topics: s.name("topic"),
            "value.converter": STRINGS,
          },
        }
      : {}),
  };
}

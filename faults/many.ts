/** A program with many connectors, on a cluster whose workers come and go during the deployment. */
import { connectorClass, connectorConfig } from "../bench/connectors";
import { waitUntil } from "../sandbox/wait";
import type { Run } from "../testkit/engine/engine";
import { Connector } from "../testkit/connectors/adapter";
import { Scenario } from "../testkit/connectors/scenario";
import { sandbox } from "../testkit/sandbox";
import { type Declared, mistakes, OthersConnector } from "./checks";
import type { Cell } from "./row";
import { visibleMessage } from "./visible-message";

/** Fewer than the number of connectors, so that the deployment has a middle. */
const PARALLEL = 8;

interface Many {
  readonly workerUrl: string;
  readonly count: number;
  /** The fault begins when this many connectors exist. */
  readonly after: number;
  readonly fault: (s: Scenario) => Promise<void>;
}

/** One `up` that creates all of them, with the fault in the middle. */
export async function createMany({ workerUrl, count, after, fault }: Many): Promise<Cell> {
  const s = await Scenario.begin({ workerUrl });
  const others = await OthersConnector.make(s);
  try {
    const { brokerAddress } = await sandbox();
    const config = connectorConfig(brokerAddress, 1);
    const names = Array.from({ length: count }, (_, i) => s.name(`orders-${i}`));
    const program = () => {
      for (const name of names) {
        const { cluster } = s;
        new Connector(name, { cluster, name, class: connectorClass, config, waitFor: "connector" });
      }
    };
    const declared: Declared = Object.fromEntries(
      names.map((name) => [
        name,
        { name, "connector.class": connectorClass, "tasks.max": "1", ...config },
      ]),
    );
    const startedAt = performance.now();
    const running = s.stack.up(program, { parallel: PARALLEL });
    const madeBefore = await untilMade(s, after, running);
    await fault(s);
    const run = await running;
    const seconds = (performance.now() - startedAt) / 1000;
    const message = visibleMessage(run, s);
    return {
      operation: "create",
      ended: "converged",
      calls: s.proxy.calls.length,
      seconds,
      ...(message === undefined ? {} : { message }),
      broken: [
        ...(madeBefore < count ? [] : ["the fault came when all was done"]),
        ...(run.ok ? [] : [`failed: ${run.text.slice(0, 3000)}`]),
        ...(await mistakes(s, declared, others)),
      ],
    };
  } finally {
    await others.remove();
    await s.end();
  }
}

async function untilMade(s: Scenario, after: number, running: Promise<Run>): Promise<number> {
  let ended = false;
  void running.finally(() => (ended = true));
  await waitUntil(() => s.proxy.made.length >= after || ended, {
    what: `${after} connectors`,
    deadlineMs: 120_000,
    intervalMs: 5,
  });
  return s.proxy.made.length;
}

/** The engine and all its plugins are killed during `up`, as when a pipeline loses its runner. */
import { waitUntil } from "../sandbox/wait";
import { killEngine } from "../testkit/engine/kill-engine";
import { Connector } from "../testkit/connectors/adapter";
import { Scenario, SOURCE } from "../testkit/connectors/scenario";
import { type Declared, mistakes, OthersConnector } from "./checks";
import type { Cell } from "./row";
import { visibleMessage } from "./visible-message";

const NAMES = ["first", "second", "third"] as const;

export async function killedEngine(): Promise<Cell> {
  const s = await Scenario.begin();
  const others = await OthersConnector.make(s);
  const program = () => {
    NAMES.reduce<Connector | undefined>(
      (before, name) =>
        new Connector(
          name,
          {
            cluster: s.cluster,
            name: s.name(name),
            class: SOURCE,
            config: configOf(s, name),
          },
          before === undefined ? {} : { dependsOn: before },
        ),
      undefined,
    );
  };
  const secondIsMade = () => s.proxy.made.length === 2;
  try {
    // Created, but the engine does not know it.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    s.proxy.hold = ({ method }) => (method === "GET" && secondIsMade() ? held : undefined);
    const killed = s.stack.up(program);
    await waitUntil(secondIsMade, { what: "the second connector", deadlineMs: 60_000 });
    await killEngine(s.stack);
    release();
    const broken: string[] = (await killed).ok ? ["the engine was not killed"] : [];

    s.proxy.hold = () => undefined;
    s.proxy.calls.length = 0;
    await s.stack.stack.cancel(); // Releases the lock of the killed engine.
    const startedAt = performance.now();
    const refused = await s.stack.up(program);
    const message = visibleMessage(refused, s);
    if (message?.includes("already exists") !== true) {
      broken.push(`does not tell what to do: ${refused.text.slice(0, 3000)}`);
    }
    const { envVars } = s.stack.stack.workspace;
    envVars.PULUMI_KAFKA_CONNECT_ADOPT_EQUAL = "true";
    const run = await s.stack.up(program);
    const seconds = (performance.now() - startedAt) / 1000;
    const calls = s.proxy.calls.length;
    if (!run.ok) broken.push(`failed: ${run.text.slice(0, 3000)}`);
    broken.push(...(await mistakes(s, declared(s), others)));
    return {
      operation: "create",
      ended: "failed as expected",
      calls,
      seconds,
      ...(message === undefined ? {} : { message }),
      broken,
    };
  } finally {
    s.proxy.reset();
    await others.remove();
    await s.end();
  }
}

function configOf(s: Scenario, name: string): Record<string, string> {
  return { file: s.file(name), topic: s.name("topic") };
}

function declared(s: Scenario): Declared {
  return Object.fromEntries(
    NAMES.map((of) => {
      const name = s.name(of);
      const own = { name, "connector.class": SOURCE, "tasks.max": "1" };
      return [name, { ...own, ...configOf(s, of) }];
    }),
  );
}

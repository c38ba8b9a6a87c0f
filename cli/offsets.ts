import type { ConnectorOffset } from "../provider/connect/wire";
import { jsonText } from "../provider/core/json";
import { targetShown } from "../provider/connect/status";
import type { Found } from "./connector-name";
import { findConnector } from "./connector-name";
import { CliError, EXIT, type ExitCode } from "./exit";
import { clusterIn, reach } from "./endpoint-options";
import { openSession, type SessionOptions } from "./session";
import { table } from "./table";
import type { Terminal } from "./terminal";

export interface GetOptions extends SessionOptions {
  readonly json?: true;
}

export interface ResetOptions extends SessionOptions {
  readonly stop?: true;
  readonly yes?: true;
}

export async function getOffsets(
  wanted: string,
  options: GetOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { attempt, api, target } = await openSession(options);
  const { offsets } = await attempt(`read the offsets of "${wanted}"`, async () => {
    const { name } = await findConnector(wanted, target, api);
    return api.offsets(name);
  });
  if (options.json === true) terminal.write(`${jsonText({ offsets }, 2)}\n`);
  else terminal.write(`${offsetLines(offsets, terminal).join("\n")}\n`);
  return EXIT.ok;
}

/** A sink has the offsets of its consumer group; a source defines its own format. */
export function offsetLines(
  offsets: readonly ConnectorOffset[],
  { colours, size }: Pick<Terminal, "colours" | "size">,
): string[] {
  if (offsets.length === 0) return ["no offsets"];
  const layout = { width: size().columns, paintHead: colours.faint };
  if (!offsets.every(({ partition }) => "kafka_topic" in partition)) {
    const rows = offsets.map(({ partition, offset }) => [jsonText(partition), jsonText(offset)]);
    return table(["PARTITION", "OFFSET"], rows, layout);
  }
  const rows = offsets.map(({ partition, offset }) =>
    [partition["kafka_topic"], partition["kafka_partition"], offset?.["kafka_offset"]].map(text),
  );
  rows.sort((a, b) => a.join(" ").localeCompare(b.join(" "), "en", { numeric: true }));
  return table(["TOPIC", "PARTITION", "OFFSET"], rows, layout);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value ?? null);
}

/** Resets the offsets of a connector, which must be stopped. */
export async function resetOffsets(
  wanted: string,
  options: ResetOptions,
  terminal: Terminal,
  confirm: (question: string) => Promise<boolean>,
): Promise<ExitCode> {
  if (options.yes !== true && !terminal.isTerminal) {
    throw new CliError(
      EXIT.usage,
      "offsets reset cannot be undone: pass --yes when running non-interactively",
    );
  }
  const session = await openSession(options);
  const { attempt, target, api, deadline } = session;
  const doing = `reset the offsets of "${wanted}"`;
  const found = await attempt(doing, () => findConnector(wanted, target, api));
  const { name, status } = found;
  const before = targetShown(status);
  if (before !== "stopped" && options.stop !== true) {
    throw new CliError(
      EXIT.failed,
      `connector "${name}" is ${before ?? status?.connector.state.toLowerCase() ?? "rebalancing"}: ` +
        "its offsets can be reset while it is stopped. `stop` it first, or give --stop",
    );
  }
  const effect =
    status?.type === "sink" ? "it reads its topics again" : "it starts again from the beginning";
  const agreed =
    options.yes === true || (await confirm(`Reset the offsets of "${name}", so that ${effect}?`));
  if (!agreed) throw new CliError(EXIT.failed, "nothing was done");
  return attempt(doing, async () => {
    const cluster = await clusterIn(session);
    if (before !== "stopped") {
      await cluster.write(name, () => cluster.api.stop(name), deadline);
      terminal.write(`${await reach(session, cluster, found, "stopped")}\n`);
    }
    await cluster.write(name, () => cluster.api.resetOffsets(name), deadline);
    terminal.write(`the offsets of connector "${name}" are reset\n`);
    if (before !== "stopped") await goOn(cluster, found);
    return EXIT.ok;
  });

  async function goOn(cluster: Awaited<ReturnType<typeof clusterIn>>, of: Found): Promise<void> {
    const back = before === "paused" ? "paused" : "running";
    const call = () => (back === "paused" ? cluster.api.pause(name) : cluster.api.resume(name));
    await cluster.write(name, call, deadline);
    terminal.write(`${await reach(session, cluster, of, back)}\n`);
  }
}

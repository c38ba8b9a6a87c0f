import { Cluster } from "../../provider/connect/session";
import { wireConfig } from "../../provider/connector/config";
import type { ConnectorInfo, ConnectorStatus } from "../../provider/connect/wire";
import { type Inputs, redactorOf } from "../../provider/connector/inputs";
import type { Operation } from "../../provider/connector/operation";
import { FakeClock } from "../fake-clock";
import { FakeLog } from "../fake-log";
import { sampleInfo } from "../connectors/samples";
import { json, type ScriptedServer, useServer } from "./scripted-server";

export const LIST = "GET /connectors?expand=info&expand=status";
/** The call for the names, which a process makes once before it reads a few connectors. */
export const NAMES = "GET /connectors";

interface Use {
  readonly server: ScriptedServer;
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly cluster: Cluster;
  /** Ten minutes from the start. */
  readonly deadline: number;
}

/** A cluster as the operations use it, with a scripted server instead of Connect. */
export function useCluster(): Use {
  const use = useServer() as Use;
  beforeEach(() => {
    const clock = new FakeClock();
    const log = new FakeLog();
    const cluster = new Cluster({ url: use.server.url }, clock, log);
    Object.assign(use, { clock, log, cluster, deadline: clock.now() + 600_000 });
  });
  return use;
}

/** The context of one operation on a connector, for the steps of a plan. */
export function operationOn(
  cluster: Cluster,
  inputs: Inputs,
  deadline = cluster.clock.now() + 600_000,
): Operation {
  const doing = `change connector "${inputs.name}"`;
  return { cluster, inputs, redactor: redactorOf(inputs), deadline, doing };
}

/** The declared connector as Connect has it. */
export function infoOf(inputs: Inputs, more: Readonly<Record<string, string>> = {}): ConnectorInfo {
  return sampleInfo({ config: { ...wireConfig(inputs), ...more } });
}

/** The list's answer with or without "orders". */
export function statusIs(use: Use, status: ConnectorStatus | undefined): void {
  use.server.on(LIST, json(status === undefined ? {} : { orders: { status } }));
}

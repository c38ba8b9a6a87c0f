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
/** Once in a process that asks for a few connectors: how many the cluster has. */
export const NAMES = "GET /connectors";

interface Use {
  readonly server: ScriptedServer;
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly cluster: Cluster;
  /** Ten minutes from the start. */
  readonly deadline: number;
}

/** A cluster as the verbs have it, with a scripted server in the place of Connect. */
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

/** One operation on a connector, as the steps of a plan share it. */
export function operationOn(
  cluster: Cluster,
  inputs: Inputs,
  deadline = cluster.clock.now() + 600_000,
): Operation {
  const doing = `change connector "${inputs.name}"`;
  return { cluster, inputs, redactor: redactorOf(inputs), deadline, doing };
}

/** What Connect has of the connector that is declared. */
export function infoOf(inputs: Inputs, more: Readonly<Record<string, string>> = {}): ConnectorInfo {
  return sampleInfo({ config: { ...wireConfig(inputs), ...more } });
}

/** The list's answer about "orders", or that there is none. */
export function statusIs(use: Use, status: ConnectorStatus | undefined): void {
  use.server.on(LIST, json(status === undefined ? {} : { orders: { status } }));
}

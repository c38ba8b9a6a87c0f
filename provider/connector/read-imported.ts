import { clusterOf } from "../connect/session";
import type { Raw } from "../core/values";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { type Imported, withoutSecrets } from "./imported";
import * as lifecycle from "./lifecycle";

const PATIENCE_MS = 60_000;

/** Reads an undeclared connector; undefined if there is none with this name. */
export async function readImported(cluster: Endpoint, name: string): Promise<Imported | undefined> {
  const bare = { connectorName: name, cluster, class: "", config: {}, state: "running" };
  const props = { ...bare, clusterId: clusterId(cluster) };
  const found = (await lifecycle.read(name, props as never)) as {
    readonly id?: string;
    readonly props: Raw;
    readonly inputs: Raw;
  };
  if (found.id === undefined) return undefined;
  const client = clusterOf(cluster);
  const live = await client.find(name, client.clock.now() + PATIENCE_MS);
  const read = { inputs: found.inputs, outputs: found.props };
  const { inputs, outputs } = withoutSecrets(read, live?.config ?? {});
  const state = inputs.state === "failed" ? "running" : inputs.state;
  return { inputs: { ...inputs, state }, outputs };
}

import type { ConnectApi } from "../provider/connect/api";
import type { ConnectorStatus } from "../provider/connect/wire";
import { CliError, EXIT } from "./exit";
import { nameOf } from "./explain";
import type { DeclaredConnector } from "./stack-state";
import { didYouMean } from "../provider/core/suggest";
import type { Target } from "./target";

export interface Found {
  readonly name: string;
  /** Undefined while Connect has no status. */
  readonly status: ConnectorStatus | undefined;
  readonly declared: DeclaredConnector | undefined;
}

/** Finds a connector by its own name, or by its name in the program of the stack. */
export async function findConnector(
  wanted: string,
  { endpoint, declared = [] }: Target,
  api: ConnectApi,
): Promise<Found> {
  const statuses = await api.statuses();
  const alone = declared.filter(({ ofSet }) => ofSet !== true);
  const byResource = alone.find(({ resource }) => resource === wanted)?.name;
  const name = statuses.has(wanted) ? wanted : (byResource ?? wanted);
  const inStack = declared.find((connector) => connector.name === name);
  const found = { name, status: statuses.get(name), declared: inStack };
  if (found.status !== undefined) return found;
  // The list of statuses does not contain a connector that has no status yet.
  const names = await api.names();
  if (names.includes(name)) return found;
  if (inStack !== undefined) {
    throw new CliError(
      EXIT.notFound,
      `connector "${name}" is in the stack, but not on ${nameOf(endpoint)}: ` +
        "`pulumi refresh` and `pulumi up` recreate it",
    );
  }
  const known = [...names, ...alone.map(({ resource }) => resource)];
  const hint = didYouMean(wanted, known) || ": `status` lists all";
  throw new CliError(
    EXIT.notFound,
    `there is no connector "${wanted}" on ${nameOf(endpoint)}${hint}`,
  );
}

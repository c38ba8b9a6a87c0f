import type { ConnectApi } from "../provider/connect/api";
import type { ConnectorStatus } from "../provider/connect/wire";
import { checkName } from "../provider/connector/name";
import { unlessMissing } from "../provider/core/errors";
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

/**
 * Finds a connector by its own name, or by its name in the program of the stack. Asks only for this
 * connector, because the list of thousands has megabytes.
 */
export async function findConnector(
  wanted: string,
  { endpoint, declared = [] }: Target,
  api: ConnectApi,
): Promise<Found> {
  const alone = declared.filter(({ ofSet }) => ofSet !== true);
  const byResource = alone.find(({ resource }) => resource === wanted)?.name;
  const candidates = [...new Set([wanted, byResource ?? wanted])];
  for (const name of candidates) {
    const found = await lookFor(name, api);
    if (found === undefined) continue;
    return { ...found, declared: declared.find((connector) => connector.name === name) };
  }
  const inStack = declared.find(({ name }) => candidates.includes(name))?.name;
  if (inStack !== undefined) {
    throw new CliError(
      EXIT.notFound,
      `connector "${inStack}" is in the stack, but not on ${nameOf(endpoint)}: ` +
        "`pulumi refresh` and `pulumi up` recreate it",
    );
  }
  const known = [...(await api.names()), ...alone.map(({ resource }) => resource)];
  const hint = didYouMean(wanted, known) || ": `status` lists all";
  throw new CliError(
    EXIT.notFound,
    `there is no connector "${wanted}" on ${nameOf(endpoint)}${hint}`,
  );
}

/** Undefined only if Connect itself says that there is no such connector. */
async function lookFor(
  name: string,
  api: ConnectApi,
): Promise<Pick<Found, "name" | "status"> | undefined> {
  if (!isAddressable(name)) return undefined;
  const status = await unlessMissing(api.status(name));
  if (status !== undefined) return { name, status };
  // A new connector has no status yet.
  const exists = (await unlessMissing(api.info(name))) !== undefined;
  return exists ? { name, status: undefined } : undefined;
}

function isAddressable(name: string): boolean {
  let addressable = true;
  checkName(name, "name", () => (addressable = false));
  return addressable;
}

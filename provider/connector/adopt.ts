/** Creates a connector, or adopts the one that already has its name. */
import { alreadyThere } from "./config";
import { UserError } from "../connect/explain";
import type { Config, ConnectorInfo } from "../connect/wire";
import { isConnectError } from "../core/errors";
import type { Inputs } from "./inputs";
import type { Operation } from "./operation";
import { wasDeletedElsewhere } from "./other-processes";
import type { Outputs } from "./outputs";
import { PartialFailure } from "./partial-failure";
import { perform } from "./perform";
import { adoptionOf, NEW, plan } from "./plan";
import { configKeys, takenAlong } from "./take-along";
import { type How, type Provenance, thisRun } from "./this-run";
import { refuseSecond, TwoResourcesError } from "./two-resources";

export function createOrAdopt(op: Operation, provenance?: Provenance): Promise<Outputs> {
  const { cluster, name } = op.inputs;
  return thisRun.alone(cluster, name, () =>
    thisRun.during("create", name, () => createAndClaim(op, provenance)),
  );
}

async function createAndClaim(op: Operation, provenance?: Provenance): Promise<Outputs> {
  const { cluster, name } = op.inputs;
  const others = await takenAlong(op);
  await thisRun.removePostponed(cluster, name);
  let how = "created" as How;
  const adopting = () => (how = "adopted");
  const claim = (stored: object) =>
    thisRun.claim(cluster, name, how, how === "created" ? stored : undefined);
  try {
    const outs = await createOr({ ...op, others }, adopting, provenance);
    claim(outs);
    return outs;
  } catch (error) {
    // After a partial failure, the connector belongs to this resource too.
    if (error instanceof PartialFailure) claim(error.properties);
    else {
      if (!(error instanceof TwoResourcesError)) thisRun.claim(cluster, name, "refused");
      warnOfLost(op);
    }
    throw error;
  }
}

/**
 * For the run after a killed engine: adopts connectors that equal the program, without a change of
 * the program. It needs this variable, because equality does not prove ownership: another stack can
 * have the same program. A value that the server hides counts as equal, and is then written.
 */
const ADOPT_EQUAL = "PULUMI_KAFKA_CONNECT_ADOPT_EQUAL";

/** Whether a create adopts the connector that already has its name. */
export function adopts(inputs: Inputs, live: ConnectorInfo, provenance?: Provenance): boolean {
  if (inputs.adopt) return true;
  return adoptsEqual(provenance) && alreadyThere(inputs, live.config);
}

function adoptsEqual(provenance: Provenance | undefined): boolean {
  return process.env[ADOPT_EQUAL] === "true" || provenance?.interrupted === true;
}

/** Only a refused POST proves that the name is taken. */
async function createOr(
  op: Operation,
  adopting: () => void,
  provenance: Provenance | undefined,
): Promise<Outputs> {
  const { cluster, inputs, deadline } = op;
  const { name } = inputs;
  try {
    const wasFree = provenance?.interrupted === true;
    return await perform({ ...op, wasFree }, plan(undefined, inputs, NEW));
  } catch (error) {
    if (!isConnectError(error, "exists")) throw error;
    refuseSecond(op.doing, inputs.cluster, name);
    if (!inputs.adopt && !adoptsEqual(provenance)) throw alreadyExists(op);
    if (await wasDeletedElsewhere(op)) return createOr(op, adopting, provenance);
    const info = await cluster.find(name, deadline);
    if (info === undefined) throw error; // Somebody has just deleted it.
    if (!adopts(inputs, info, provenance)) throw alreadyExists(op);
    adopting();
    warnOfOthers(op, info.config);
    const live = { info, status: await cluster.status(name, deadline) };
    return perform(op, plan(live, inputs, adoptionOf(info, inputs)), info);
  }
}

/** The existing connector has its own keys of others, and keeps them. */
function warnOfOthers({ cluster, inputs, others = {} }: Operation, live: Config): void {
  const lacking = Object.keys(others).filter((key) => live[key] === undefined);
  if (lacking.length === 0) return;
  cluster.log.warn(
    `connector "${inputs.name}" is adopted without ${configKeys(lacking)}, which others had set on the connector that it replaces`,
  );
}

/** The connector that had them is already deleted, and the next run no longer knows them. */
function warnOfLost({ cluster, inputs: { cluster: endpoint, name } }: Operation): void {
  const lost = Object.keys(thisRun.takenAlong(endpoint, name) ?? {});
  if (lost.length === 0) return;
  cluster.log.warn(
    `connector "${name}" was not created, but the connector that it replaces is already deleted. It had ` +
      `${configKeys(lost)} from others, who have to set the key again once the connector exists.`,
  );
}

function alreadyExists({ cluster, inputs }: Operation): UserError {
  return new UserError(
    `connector "${inputs.name}" already exists on ${cluster.url}, and was not created by this resource: it was not changed.\n` +
      "Adopt it with adopt: true, choose another name, or delete the existing connector. If a killed " +
      `\`pulumi up\` created it, run \`pulumi cancel\`, then \`${ADOPT_EQUAL}=true pulumi up\`, which adopts ` +
      "connectors that equal the program. If you renamed the resource in the program, set the resource option aliases.",
  );
}

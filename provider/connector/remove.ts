/** Deletes a connector. It is not an error if the connector is already gone. */
import { isDeepStrictEqual } from "node:util";
import { DELETE_UNREACHABLE, deleteHint, explain, UserError } from "../connect/explain";
import { isConnectError } from "../core/errors";
import { type Inputs, timeoutMs } from "./inputs";
import { requireCreatable } from "./move";
import { resetOffsets } from "./offsets";
import type { Operation } from "./operation";
import { AGAIN_MS, knownElsewhere } from "./other-processes";
import { isSameCluster } from "./same-cluster";
import { takeAlong } from "./take-along";
import { type Claim, isSameAddress, thisRun } from "./this-run";

/** The resource whose delete deletes the connector. */
export interface Owner {
  /** The connector's properties in the state. */
  readonly stored: object | undefined;
  /** The workers that last ran it. */
  readonly workers: readonly string[];
}

/** Deletes the connector, unless another resource of this run has it. */
export function removeUnclaimed(op: Operation, owner: Owner): Promise<void> {
  const { cluster, inputs } = op;
  const { name } = inputs;
  return thisRun.alone(inputs.cluster, name, async () => {
    const here = await claimOn(inputs, owner, thisRun.claimsOf(name));
    const claim = here ?? (await removeUnclaimedElsewhere(op, owner));
    if (claim === undefined) return;
    if (claim.how === "refused") throw takenByFailed(op);
    // Before its create, a forced replacement looks like an interrupted rename.
    if (here?.how === "kept") {
      await takeAlong(op, LEFT_OVER);
      thisRun.postpone(inputs.cluster, name, () => removeConnector(renewed(op)));
      if (thisRun.isDeclaredAgain(inputs.cluster, name)) return;
    }
    cluster.log.info(
      `connector "${name}" stays on ${cluster.url}: another resource of this program manages it`,
    );
  });
}

const LEFT_OVER =
  "If an interrupted `pulumi up` left this resource in the state after a rename in the program, there is no " +
  "replacement: remove the resource with `pulumi state delete <URN>`, which leaves the connector on the cluster.";

/** Gives the claim for which it stays. */
async function removeUnclaimedElsewhere(op: Operation, owner: Owner): Promise<Claim | undefined> {
  const { cluster, deadline, doing, inputs } = op;
  const { name } = inputs;
  for (;;) {
    const found = await thisRun.during("delete", name, async () => {
      const others = await knownElsewhere(op, "delete");
      const all = others.flatMap(({ claims }) => claims);
      const claim = await claimOn(inputs, owner, all);
      if (claim !== undefined) return claim;
      if (others.some(({ creates }) => creates)) return "undecided";
      await requireCreatable(op);
      await takeAlong(op);
      return removeConnector(op);
    });
    if (found !== "undecided") return found ?? undefined;
    if (cluster.clock.now() >= deadline) {
      throw new UserError(`${doing}: another resource of this run still creates it`);
    }
    await cluster.clock.sleep(AGAIN_MS);
  }
}

/** Another resource's claim on the same connector. */
async function claimOn(
  inputs: Inputs,
  owner: Owner,
  claims: readonly Claim[],
): Promise<Claim | undefined> {
  for (const claim of claims) {
    if (claim.stored !== undefined && isDeepStrictEqual(claim.stored, owner.stored)) continue;
    if (isSameAddress(claim.cluster, inputs.cluster)) return claim;
    // Connect would have refused to create an existing connector.
    if (claim.how === "created" || claim.how === "refused") continue;
    if (thisRun.areDifferent(inputs.cluster, claim.cluster)) continue;
    if (await isSameCluster(inputs, owner.workers, claim.cluster)) return claim;
  }
  return undefined;
}

/** A postponed delete begins later, with its full time limit. */
function renewed(op: Operation): Operation {
  return { ...op, deadline: op.cluster.clock.now() + timeoutMs(op.inputs, "delete") };
}

function takenByFailed({ cluster, doing, inputs }: Operation): UserError {
  return new UserError(
    `${doing}: it stays on ${cluster.url}, because another resource of this program declares ` +
      `the connector "${inputs.name}" and failed in this run. Correct that resource and run \`pulumi up\` again.`,
  );
}

export async function removeConnector(op: Operation): Promise<void> {
  const { cluster, deadline, doing, inputs, redactor } = op;
  const { name } = inputs;
  try {
    if (inputs.onDelete !== undefined) await resetOffsets(op);
    await cluster.write(name, () => cluster.api.remove(name), deadline);
    await untilGone(op);
  } catch (error) {
    if (isConnectError(error, "missing")) return;
    if (!isConnectError(error)) throw error;
    if (error.mayBeGone && process.env[DELETE_UNREACHABLE] === "true") {
      cluster.log.warn(
        `connector "${name}" was removed from the state because Kafka Connect at ${cluster.url} does not answer`,
      );
      return;
    }
    const hint = deleteHint(error, cluster);
    if (hint === undefined) throw error;
    const { explained } = explain(error, doing, cluster, redactor);
    const { step } = explained;
    throw new UserError({ ...explained, step: step === undefined ? hint : `${step}\n${hint}` });
  }
}

async function untilGone({ cluster, deadline, doing, inputs }: Operation): Promise<void> {
  const { name } = inputs;
  cluster.namesPoll.hurry();
  while ((await cluster.read(() => cluster.namesPoll.next(), deadline)).includes(name)) {
    if (cluster.clock.now() >= deadline) {
      throw new UserError(`${doing}: ${cluster.url} still lists it`);
    }
  }
}

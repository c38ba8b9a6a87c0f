/** Performs a plan's steps: the one place that rolls back and builds partial state. */
import { ALL_PARTS, FAILED_PARTS, type ConnectorInfo, type ConnectorStatus } from "../connect/wire";
import { explain } from "../connect/explain";
import { MaybeCreatedError, patchConfig, postConnector, putConfig } from "./config-writes";
import { setOffsets } from "./offsets";
import type { Operation } from "./operation";
import { type Outputs, outputsOf } from "./outputs";
import { PartialFailure } from "./partial-failure";
import { inputsWithout, type Step } from "./plan";
import { refuseInvalid } from "./check/refuse-invalid";
import { bringToState } from "./target-state";
import { UnhealthyError, waitForState } from "./wait";

/** What the previous steps have found out. */
interface Seen {
  readonly type?: string;
  readonly status?: ConnectorStatus | undefined;
  /** Steps that became necessary on the way. */
  readonly then?: readonly Step[];
}

/** Performs all steps and returns the outputs. `live` is undefined for a new connector. */
export async function perform(
  op: Operation,
  steps: readonly Step[],
  live?: ConnectorInfo,
): Promise<Outputs> {
  let { type } = live ?? {};
  let status: ConnectorStatus | undefined;
  const left = [...steps];
  const done: Step[] = [];
  for (let step = left[0]; step !== undefined; step = left[0]) {
    try {
      const seen = await performStep(op, step);
      left.splice(0, 1, ...(seen.then ?? []));
      type = seen.type ?? type;
      status = seen.status;
    } catch (thrown) {
      const maybeCreated = thrown instanceof MaybeCreatedError;
      const error = maybeCreated ? thrown.reason : thrown;
      if (isKept(done, step)) throw partialFailure(op, left, error, type);
      // Otherwise nobody would delete it, and the next run would refuse it.
      if (maybeCreated && op.wasFree === true) {
        throw partialFailure(op, left, error, type, op.doing);
      }
      await rollBack(op, done);
      throw error;
    }
    done.push(step);
  }
  return outputsOf(op.cluster, op.inputs, op.redactor, status, type);
}

async function performStep(op: Operation, step: Step): Promise<Seen> {
  switch (step.do) {
    case "create": {
      const { info, state } = await postConnector(op, step.state);
      const late: Step = { do: "setState", state: step.state, from: state };
      return { type: info.type, then: state === step.state ? [] : [late] };
    }
    case "validate":
      await refuseInvalid(op, step.config);
      return {};
    case "setState":
      await bringToState(op, step.state);
      return {};
    case "putConfig":
      await putConfig(op, step.config, step.before);
      return {};
    case "patchConfig":
      await patchConfig(op, step);
      return {};
    case "restart":
      await restart(op, step.parts);
      return {};
    case "setOffsets":
      await setOffsets(op, step.ranBefore);
      return {};
    case "wait":
      op.waits?.();
      return { status: await wait(op, step.ranBefore) };
  }
}

async function restart({ cluster, inputs, deadline }: Operation, parts: "all" | "failed") {
  const { name } = inputs;
  const what = parts === "all" ? "it and its tasks are" : "what has failed of it is";
  cluster.log.info(`connector "${name}": ${what} restarted`);
  const flags = parts === "all" ? ALL_PARTS : FAILED_PARTS;
  await cluster.write(name, () => cluster.api.restart(name, flags), deadline);
}

async function wait(op: Operation, ranBefore: boolean): Promise<ConnectorStatus | undefined> {
  const { cluster, deadline, inputs } = op;
  if (inputs.waitFor !== "none") return waitForState(op, ranBefore);
  return cluster.read(() => cluster.polledStatus(inputs.name), deadline);
}

/** Whether the state has to record the steps that were done before `failed`. */
function isKept(done: readonly Step[], failed: Step): boolean {
  const lasting: readonly Step["do"][] = ["create", "putConfig", "patchConfig"];
  return (
    done.some((step) => lasting.includes(step.do)) ||
    failed.do === "setOffsets" ||
    failed.do === "wait"
  );
}

/** The state keeps the old inputs, so the connector must keep its old state too. */
async function rollBack(op: Operation, done: readonly Step[]): Promise<void> {
  for (const step of [...done].reverse()) {
    if (step.do !== "setState" || step.from === undefined || step.from === step.state) continue;
    await bringToState(op, step.from).catch(() => undefined);
  }
}

/** The state must record what was really done, so that the next run completes it. */
function partialFailure(
  { cluster, inputs, redactor }: Operation,
  left: readonly Step[],
  error: unknown,
  type: string | undefined,
  doing = `wait for connector "${inputs.name}"`,
): PartialFailure {
  const outputs = (status: ConnectorStatus | undefined) =>
    outputsOf(cluster, inputsWithout(left, inputs), redactor, status, type);
  if (error instanceof UnhealthyError) {
    return new PartialFailure(inputs.name, outputs(error.lastStatus), error.reasons);
  }
  const { message } = explain(error, doing, cluster, redactor);
  return new PartialFailure(inputs.name, outputs(undefined), [message]);
}

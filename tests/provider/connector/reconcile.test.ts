import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import type { ConnectorStatus } from "../../../provider/connect/api";
import type { TargetState } from "../../../provider/connect/status";
import { type Change, type Made, writeChanges } from "../../../provider/connector/reconcile";
import { sampleInputs, sampleStatus } from "../../../testkit/samples";
import { infoOf, statusIs, useCluster } from "../../../testkit/scripted-cluster";
import { empty, json, reset } from "../../../testkit/scripted-server";

const FIND = "GET /connectors/orders";
const PUT = "PUT /connectors/orders/config";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const RESTART = "POST /connectors/orders/restart?includeTasks=true&onlyFailed=true";
const RESTART_ALL = "POST /connectors/orders/restart?includeTasks=true&onlyFailed=false";
const OFFSETS = [{ partition: { filename: "in" }, offset: { position: 1 } }];

describe("reconcile", () => {
  const use = useCluster();

  describe("the writes of a change", () => {
    const old = sampleInputs({ config: { topic: "old" } });

    interface Case {
      readonly config?: boolean;
      readonly live?: Readonly<Record<string, string>>;
      readonly from?: TargetState;
      readonly to?: TargetState;
      readonly status: ConnectorStatus | undefined;
      readonly restart?: boolean;
      readonly offsets?: Change["offsets"];
      readonly writes: string[];
      readonly ranBefore: boolean;
      /** What is left to be done. */
      readonly left?: Pick<Made, "offsets" | "stillTo">;
    }
    const running = sampleStatus("RUNNING");
    const paused = sampleStatus("PAUSED", ["PAUSED"]);
    const taskFailed = sampleStatus("RUNNING", ["FAILED"]);
    const allFailed = sampleStatus("FAILED", ["FAILED"]);
    const stopped = sampleStatus("STOPPED", []);
    const moving = sampleStatus("UNASSIGNED", ["UNASSIGNED"]);
    const cases: Record<string, Case> = {
      "nothing at all": { status: running, writes: [], ranBefore: false },
      "a config": { config: true, status: running, writes: [PUT], ranBefore: true },
      "a config that is there": {
        config: true,
        live: { topic: "orders" },
        status: running,
        writes: [],
        ranBefore: false,
      },
      "a config of a failed connector, which may have been paused outside": {
        config: true,
        status: allFailed,
        writes: [PUT, RESUME],
        ranBefore: true,
      },
      "nothing, for a failed task": { status: taskFailed, writes: [RESTART], ranBefore: true },
      "nothing, for a failed connector, which may have been paused outside": {
        status: allFailed,
        writes: [RESTART, RESUME],
        ranBefore: true,
      },
      "nothing, for a paused connector that was resumed outside and failed": {
        from: "paused",
        to: "paused",
        status: allFailed,
        writes: [PAUSE, RESTART],
        ranBefore: true,
      },
      "nothing, for a stopped connector that was resumed outside and failed": {
        from: "stopped",
        to: "stopped",
        status: allFailed,
        writes: [STOP],
        ranBefore: true,
      },
      "nothing, in a rebalance": { status: moving, writes: [], ranBefore: false },
      "the state to paused": { to: "paused", status: running, writes: [PAUSE], ranBefore: false },
      "the state to paused when it is so": {
        to: "paused",
        status: paused,
        writes: [],
        ranBefore: false,
      },
      "the state to paused, in a rebalance": {
        to: "paused",
        status: moving,
        writes: [PAUSE],
        ranBefore: false,
      },
      "the state to paused, without a status": {
        to: "paused",
        status: undefined,
        writes: [PAUSE],
        ranBefore: false,
      },
      "the state to stopped": { to: "stopped", status: running, writes: [STOP], ranBefore: false },
      "the state to stopped, for a failed task": {
        to: "stopped",
        status: taskFailed,
        writes: [STOP],
        ranBefore: true,
      },
      "the state to stopped, for a failed connector": {
        to: "stopped",
        status: allFailed,
        writes: [STOP],
        ranBefore: true,
      },
      "the state to paused, for a failed task": {
        to: "paused",
        status: taskFailed,
        writes: [PAUSE, RESTART],
        ranBefore: true,
      },
      "the state to running": {
        from: "paused",
        status: paused,
        writes: [RESUME],
        ranBefore: false,
      },
      "the state to running, in a rebalance": {
        from: "paused",
        status: moving,
        writes: [RESUME],
        ranBefore: false,
      },
      "nothing, for one that was paused outside": {
        status: paused,
        writes: [RESUME],
        ranBefore: false,
      },
      "nothing, for one that was resumed outside": {
        from: "paused",
        to: "paused",
        status: running,
        writes: [PAUSE],
        ranBefore: false,
      },
      "config and state, to rest first": {
        config: true,
        to: "stopped",
        status: running,
        writes: [STOP, PUT],
        ranBefore: true,
      },
      "config and state, to running last": {
        config: true,
        from: "paused",
        status: paused,
        writes: [PUT, RESUME],
        ranBefore: true,
      },
      "a restart trigger": {
        restart: true,
        status: running,
        writes: [RESTART_ALL],
        ranBefore: true,
      },
      "a restart trigger, for a failed task": {
        restart: true,
        status: taskFailed,
        writes: [RESTART_ALL],
        ranBefore: true,
      },
      "a restart trigger and a config": {
        restart: true,
        config: true,
        status: running,
        writes: [PUT],
        ranBefore: true,
      },
      "a restart trigger and a config that is there": {
        restart: true,
        config: true,
        live: { topic: "orders" },
        status: running,
        writes: [RESTART_ALL],
        ranBefore: true,
      },
      "a restart trigger and the state to running": {
        restart: true,
        from: "paused",
        status: paused,
        writes: [RESTART_ALL, RESUME],
        ranBefore: true,
      },
      "a restart trigger and the state to paused": {
        restart: true,
        to: "paused",
        status: running,
        writes: [PAUSE, RESTART_ALL],
        ranBefore: true,
      },
      "a restart trigger and the state from stopped": {
        restart: true,
        from: "stopped",
        status: stopped,
        writes: [RESTART_ALL, RESUME],
        ranBefore: true,
      },
      "a restart trigger while it is stopped": {
        restart: true,
        from: "stopped",
        to: "stopped",
        status: stopped,
        writes: [RESTART_ALL],
        ranBefore: true,
      },
      "a restart trigger and offsets": {
        restart: true,
        offsets: {},
        status: stopped,
        writes: [RESTART_ALL],
        ranBefore: true,
        left: { offsets: { stopped: true }, stillTo: "running" },
      },
      offsets: {
        offsets: { before: OFFSETS },
        status: running,
        writes: [STOP],
        ranBefore: true,
        left: { offsets: { stopped: true, before: OFFSETS }, stillTo: "running" },
      },
      "offsets, a restart trigger and a config": {
        offsets: {},
        restart: true,
        config: true,
        status: running,
        writes: [STOP, PUT],
        ranBefore: true,
        left: { offsets: { stopped: true }, stillTo: "running" },
      },
      "offsets of a failed connector": {
        offsets: {},
        status: allFailed,
        writes: [STOP],
        ranBefore: true,
        left: { offsets: { stopped: true }, stillTo: "running" },
      },
      "offsets of one that an interrupted run left stopped": {
        offsets: {},
        status: stopped,
        writes: [],
        ranBefore: false,
        left: { offsets: { stopped: true }, stillTo: "running" },
      },
      "offsets and the state to paused": {
        offsets: {},
        to: "paused",
        status: running,
        writes: [STOP],
        ranBefore: true,
        left: { offsets: { stopped: true }, stillTo: "paused" },
      },
      "offsets while it is stopped": {
        offsets: {},
        from: "stopped",
        to: "stopped",
        status: stopped,
        writes: [],
        ranBefore: false,
        left: { offsets: { stopped: true } },
      },
    };
    for (const [
      what,
      {
        config = false,
        live,
        from = "running",
        to = "running",
        status,
        restart = false,
        offsets,
        writes,
        ranBefore,
        left,
      },
    ] of Object.entries(cases)) {
      it(`are ${writes.join(", ").replaceAll("/connectors/orders", "…") || "none"} for ${what}`, async () => {
        const inputs = sampleInputs({ state: to });
        statusIs(use, status);
        for (const call of [PAUSE, STOP, RESUME, RESTART, RESTART_ALL])
          use.server.on(call, empty(202));
        use.server.on(PUT, json(infoOf(inputs)));
        const change = {
          config,
          before: wireConfig(old),
          stateBefore: from,
          restart,
          ...(offsets === undefined ? {} : { offsets }),
        };
        const made = await writeChanges(
          use.cluster,
          inputs,
          infoOf(old, live),
          change,
          use.deadline,
        );
        expect(use.server.writes).to.deep.equal(writes);
        expect(made).to.deep.equal({ type: "source", ranBefore, ...left });
      });
    }

    it("keep the keys that the user leaves to others, and are not made again when they landed", async () => {
      const inputs = sampleInputs({ ignoreKeys: ["acl.*"] });
      const live = infoOf(old, { "acl.a": "1" });
      statusIs(use, running);
      use.server.on(PUT, reset).on(FIND, json(infoOf(inputs, { "acl.a": "1" })));
      const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
      await writeChanges(use.cluster, inputs, live, change, use.deadline);
      expect(use.server.bodyOf(PUT)).to.deep.equal({ ...wireConfig(inputs), "acl.a": "1" });
      expect(use.server.writes).to.deep.equal([PUT]);
    });
  });
});

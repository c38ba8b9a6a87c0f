import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import type { ConnectorStatus } from "../../../provider/connect/wire";
import {
  adoptionOf,
  type Change,
  changeBetween,
  inputsWithout,
  NEW,
  plan,
  type Step,
} from "../../../provider/connector/plan";
import type { TargetState } from "../../../provider/connect/status";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { infoOf } from "../../../testkit/connect/scripted-cluster";

const OFFSETS = [{ partition: { filename: "in" }, offset: { position: 1 } }];

/** A step in few words; what it waits for, and the previous values, are checked separately. */
function inWords(step: Step): string {
  switch (step.do) {
    case "setState":
      return { running: "resume", paused: "pause", stopped: "stop" }[step.state];
    case "putConfig":
      return "write config";
    case "restart":
      return `restart ${step.parts}`;
    case "setOffsets":
      return "set offsets";
    case "create":
      return `create ${step.state}`;
    default:
      return step.do;
  }
}

describe("a connector's plan", () => {
  describe("for a change of", () => {
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
      /** Whether the first wait must not trust an outdated status. */
      readonly ranBefore: boolean;
    }
    const running = sampleStatus("RUNNING");
    const paused = sampleStatus("PAUSED", ["PAUSED"]);
    const taskFailed = sampleStatus("RUNNING", ["FAILED"]);
    const allFailed = sampleStatus("FAILED", ["FAILED"]);
    const stopped = sampleStatus("STOPPED", []);
    const rebalancing = sampleStatus("UNASSIGNED", ["UNASSIGNED"]);

    function planOf(one: Case): Step[] {
      const { config = false, from = "running", to = "running", restart = false } = one;
      const change = {
        config,
        before: wireConfig(old),
        stateBefore: from,
        restart,
        ...(one.offsets === undefined ? {} : { offsets: one.offsets }),
      };
      const live = { info: infoOf(old, one.live), status: one.status };
      return plan(live, sampleInputs({ state: to }), change);
    }
    const cases: Record<string, Case> = {
      "nothing at all": { status: running, writes: [], ranBefore: false },
      "a config": { config: true, status: running, writes: ["write config"], ranBefore: true },
      "a config that the server already has": {
        config: true,
        live: { topic: "orders" },
        status: running,
        writes: [],
        ranBefore: false,
      },
      "a config of a failed connector, which others may have paused": {
        config: true,
        status: allFailed,
        writes: ["write config", "resume"],
        ranBefore: true,
      },
      "nothing, for a failed task": {
        status: taskFailed,
        writes: ["restart failed"],
        ranBefore: true,
      },
      "nothing, for a failed connector, which others may have paused": {
        status: allFailed,
        writes: ["restart failed", "resume"],
        ranBefore: true,
      },
      "nothing, for a paused connector that others resumed and that failed": {
        from: "paused",
        to: "paused",
        status: allFailed,
        writes: ["pause", "restart failed"],
        ranBefore: true,
      },
      "nothing, for a stopped connector that others resumed and that failed": {
        from: "stopped",
        to: "stopped",
        status: allFailed,
        writes: ["stop"],
        ranBefore: true,
      },
      "nothing, during a rebalance": { status: rebalancing, writes: [], ranBefore: false },
      "the state to paused": { to: "paused", status: running, writes: ["pause"], ranBefore: false },
      "the state to paused of a connector that is already paused": {
        to: "paused",
        status: paused,
        writes: [],
        ranBefore: false,
      },
      "the state to paused, during a rebalance": {
        to: "paused",
        status: rebalancing,
        writes: ["pause"],
        ranBefore: false,
      },
      "the state to paused, without a status": {
        to: "paused",
        status: undefined,
        writes: ["pause"],
        ranBefore: false,
      },
      "the state to stopped": {
        to: "stopped",
        status: running,
        writes: ["stop"],
        ranBefore: false,
      },
      "the state to stopped, for a failed task": {
        to: "stopped",
        status: taskFailed,
        writes: ["stop"],
        ranBefore: true,
      },
      "the state to stopped, for a failed connector": {
        to: "stopped",
        status: allFailed,
        writes: ["stop"],
        ranBefore: true,
      },
      "the state to paused, for a failed task": {
        to: "paused",
        status: taskFailed,
        writes: ["pause", "restart failed"],
        ranBefore: true,
      },
      "the state to running": {
        from: "paused",
        status: paused,
        writes: ["resume"],
        ranBefore: false,
      },
      "the state to running, during a rebalance": {
        from: "paused",
        status: rebalancing,
        writes: ["resume"],
        ranBefore: false,
      },
      "nothing, for a connector that others paused": {
        status: paused,
        writes: ["resume"],
        ranBefore: false,
      },
      "nothing, for a connector that others resumed": {
        from: "paused",
        to: "paused",
        status: running,
        writes: ["pause"],
        ranBefore: false,
      },
      "config and state: pauses first": {
        config: true,
        to: "stopped",
        status: running,
        writes: ["validate", "stop", "write config"],
        ranBefore: true,
      },
      "config and state: resumes last": {
        config: true,
        from: "paused",
        status: paused,
        writes: ["write config", "resume"],
        ranBefore: true,
      },
      "a restart trigger": {
        restart: true,
        status: running,
        writes: ["restart all"],
        ranBefore: true,
      },
      "a restart trigger, for a failed task": {
        restart: true,
        status: taskFailed,
        writes: ["restart all"],
        ranBefore: true,
      },
      "a restart trigger and a config": {
        restart: true,
        config: true,
        status: running,
        writes: ["write config"],
        ranBefore: true,
      },
      "a restart trigger and a config that the server already has": {
        restart: true,
        config: true,
        live: { topic: "orders" },
        status: running,
        writes: ["restart all"],
        ranBefore: true,
      },
      "a restart trigger and the state to running": {
        restart: true,
        from: "paused",
        status: paused,
        writes: ["restart all", "resume"],
        ranBefore: true,
      },
      "a restart trigger and the state to paused": {
        restart: true,
        to: "paused",
        status: running,
        writes: ["pause", "restart all"],
        ranBefore: true,
      },
      "a restart trigger and the state from stopped": {
        restart: true,
        from: "stopped",
        status: stopped,
        writes: ["restart all", "resume"],
        ranBefore: true,
      },
      "a restart trigger of a stopped connector": {
        restart: true,
        from: "stopped",
        to: "stopped",
        status: stopped,
        writes: ["restart all"],
        ranBefore: true,
      },
      "a restart trigger and offsets": {
        restart: true,
        offsets: {},
        status: stopped,
        writes: ["restart all", "set offsets", "resume"],
        ranBefore: true,
      },
      offsets: {
        offsets: { before: OFFSETS },
        status: running,
        writes: ["stop", "set offsets", "resume"],
        ranBefore: true,
      },
      "offsets, a restart trigger and a config": {
        offsets: {},
        restart: true,
        config: true,
        status: running,
        writes: ["validate", "stop", "write config", "set offsets", "resume"],
        ranBefore: true,
      },
      "offsets of a failed connector": {
        offsets: {},
        status: allFailed,
        writes: ["stop", "set offsets", "resume"],
        ranBefore: true,
      },
      "offsets of a connector that an interrupted run left stopped": {
        offsets: {},
        status: stopped,
        writes: ["set offsets", "resume"],
        ranBefore: false,
      },
      "offsets and the state to paused": {
        offsets: {},
        to: "paused",
        status: running,
        writes: ["stop", "set offsets", "pause"],
        ranBefore: true,
      },
      "offsets of a stopped connector": {
        offsets: {},
        from: "stopped",
        to: "stopped",
        status: stopped,
        writes: ["set offsets"],
        ranBefore: false,
      },
    };
    for (const [what, one] of Object.entries(cases)) {
      it(`${what}: ${one.writes.join(", ") || "no write"}`, () => {
        const steps = planOf(one);
        expect(steps.map(inWords)).to.deep.equal([...one.writes, "wait"]);
        const offsets = steps.find((step) => step.do === "setOffsets");
        const waits = [offsets, steps.at(-1)].filter((step) => step !== undefined);
        // Once a connector has stopped for its offsets, its status is of now.
        const expected = offsets === undefined ? [one.ranBefore] : [one.ranBefore, false];
        expect(waits.map((step) => "ranBefore" in step && step.ranBefore)).to.deep.equal(expected);
        expect(offsets?.before).to.deep.equal(one.offsets?.before);
      });
    }

    it("keys of others: keeps them", () => {
      const inputs = sampleInputs({ ignoreKeys: ["acl.*"] });
      const live = { info: infoOf(old, { "acl.a": "1" }), status: running };
      expect(plan(live, inputs, changeBetween(old, inputs))[0]).to.deep.include({
        do: "patchConfig",
        whole: { ...wireConfig(inputs), "acl.a": "1" },
      });
    });

    it("a key that is declared and ignored: writes it although the server hides it", () => {
      const config = { topic: "new", "acl.password": "a" };
      const inputs = sampleInputs({ config, ignoreKeys: ["acl.*"] });
      const live = { info: infoOf(old, { "acl.password": "****" }), status: running };
      const [step] = plan(live, inputs, changeBetween(old, inputs));
      expect(step).to.deep.include({ do: "patchConfig", hidden: [], patch: config });
    });

    it("a name that the server shows differently: patches only the other keys", () => {
      const inputs = sampleInputs({ config: { topic: "new" }, ignoreKeys: ["acl.*"] });
      const live = { info: infoOf(old, { name: "Orders" }), status: running };
      const [step] = plan(live, inputs, changeBetween(old, inputs));
      expect(step).to.deep.include({ do: "patchConfig", patch: { topic: "new" } });
    });

    describe("secrets, with ignored keys:", () => {
      const withSecret = (topic: string, password: string) =>
        sampleInputs({
          config: { topic, password },
          secretKeys: ["password"],
          ignoreKeys: ["acl.*"],
        });
      const before = withSecret("old", "a");

      it("writes a secret that the server has dropped", () => {
        const wanted = withSecret("new", "a");
        const info = infoOf(before);
        const { password: _, ...config } = info.config;
        const live = { info: { ...info, config }, status: running };
        const [step] = plan(live, wanted, changeBetween(before, wanted));
        expect(step).to.deep.include({ patch: { topic: "new", password: "a" } });
      });

      it("knows that the server shows secrets if it shows ours, the previous or the new one", () => {
        const wanted = withSecret("new", "b");
        const shows = (password: string) => {
          const live = { info: infoOf(before, { password }), status: running };
          const [step] = plan(live, wanted, changeBetween(before, wanted));
          return step?.do === "patchConfig" && step.showsSecrets;
        };
        expect(["a", "b", "****", "other"].map(shows)).to.deep.equal([true, true, false, false]);
      });

      for (const [key, secretKeys, ours] of [
        ["password", [], true],
        ["p", ["p"], true],
        ["p", [], false],
      ] as const) {
        it(`${ours ? "treats" : "does not treat"} ${key} as ours, with secretKeys [${secretKeys.join()}]`, () => {
          const inputs = (topic: string) =>
            sampleInputs({ config: { topic, [key]: "a" }, secretKeys, ignoreKeys: ["acl.*"] });
          const [before, wanted] = [inputs("old"), inputs("new")];
          const live = { info: infoOf(before), status: running };
          const [step] = plan(live, wanted, changeBetween(before, wanted));
          expect(step).to.deep.include({ do: "patchConfig", showsSecrets: ours });
        });
      }

      it("does not treat another owner's secret as ours in an adoption", () => {
        const wanted = withSecret("old", "b");
        const info = infoOf(before, { password: "theirs" });
        const [step] = plan({ info, status: running }, wanted, adoptionOf(info, wanted));
        expect(step).to.deep.include({ do: "patchConfig", showsSecrets: false });
      });
    });

    it("a config that needs a stop: validates it first", () => {
      const inputs = sampleInputs({ state: "paused", config: { topic: "new" } });
      const steps = plan(
        { info: infoOf(old), status: running },
        inputs,
        changeBetween(old, inputs),
      );
      expect(steps.map(inWords)).to.deep.equal(["validate", "pause", "write config", "wait"]);
      expect(steps[0]).to.deep.equal({ do: "validate", config: wireConfig(inputs) });
    });
  });

  describe("for a new connector", () => {
    for (const [state, offsets, steps] of [
      ["running", [], ["create running", "wait"]],
      ["paused", [], ["create paused", "wait"]],
      ["stopped", [], ["create stopped", "wait"]],
      ["running", OFFSETS, ["create stopped", "set offsets", "resume", "wait"]],
      ["paused", OFFSETS, ["create stopped", "set offsets", "pause", "wait"]],
      ["stopped", OFFSETS, ["create stopped", "set offsets", "wait"]],
    ] as const) {
      it(`is ${steps.join(", ")} for ${state} with ${offsets.length} offsets`, () => {
        const inputs = sampleInputs({ state, offsets: [...offsets] });
        expect(plan(undefined, inputs, NEW).map(inWords)).to.deep.equal(steps);
      });
    }
  });

  describe("for an adoption", () => {
    const running = sampleStatus("RUNNING");
    const adopted = (declared: object, live = {}) => {
      const inputs = sampleInputs({ adopt: true, ...declared });
      const info = infoOf(sampleInputs(), live);
      return plan({ info, status: running }, inputs, adoptionOf(info, inputs)).map(inWords);
    };

    it("writes nothing when the connector equals the program", () => {
      expect(adopted({})).to.deep.equal(["wait"]);
    });

    it("writes what differs, and sets the declared offsets", () => {
      expect(adopted({}, { extra: "1" })).to.deep.equal(["write config", "wait"]);
      expect(adopted({ state: "paused" })).to.deep.equal(["pause", "wait"]);
      expect(adopted({ offsets: OFFSETS })).to.deep.equal([
        "stop",
        "set offsets",
        "resume",
        "wait",
      ]);
    });
  });

  describe("that was interrupted", () => {
    const AT = (position: number) => [{ partition: { filename: "in" }, offset: { position } }];
    const steps: Step[] = [
      { do: "setState", state: "stopped", from: "paused" },
      { do: "putConfig", config: {}, before: {} },
      { do: "setOffsets", before: AT(1), ranBefore: true },
      { do: "setState", state: "running", from: "stopped" },
      { do: "wait", ranBefore: false },
    ];
    const wanted = sampleInputs({ offsets: AT(7) });
    for (const [done, state, position] of [
      [0, "paused", 1],
      [1, "stopped", 1],
      [2, "stopped", 1],
      [3, "stopped", 7],
      [4, "running", 7],
    ] as const) {
      it(`leaves the connector ${state}, at offset ${position}, after ${done} steps`, () => {
        const left = inputsWithout(steps.slice(done), wanted);
        expect(left).to.deep.include({ state, offsets: AT(position) });
      });
    }

    it("leaves no offsets when none were set before", () => {
      const left = inputsWithout([{ do: "setOffsets", before: undefined, ranBefore: true }], {
        ...wanted,
        said: ["offsets", "tasksMax"],
      });
      expect(left).to.not.have.property("offsets");
      // The state says nothing of them either, and not that there are none.
      expect(left.said).to.deep.equal(["tasksMax"]);
    });
  });
});

import { expect } from "chai";
import { withoutDefaults } from "../../../provider/connector/stored-inputs";
import { outputsOf } from "../../../provider/connector/outputs";
import { createRedactor } from "../../../provider/connect/redact";
import { knownIn, memberOf, type SetOutputs, workersIn } from "../../../provider/set/outputs";
import { setOf } from "../../../provider/set/inputs";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";

const redactor = createRedactor({ config: {} });

describe("outputs of a set", () => {
  const inputs = sampleInputs({
    config: { topic: "orders", "db.password": "hunter2" },
    secretKeys: ["db.password"],
    waitFor: "connector",
    state: "paused",
  });
  const outs = outputsOf({ id: "c" }, inputs, redactor, sampleStatus("RUNNING"), "source");

  it("contain the inputs of each connector", () => {
    const { __secrets } = withoutDefaults(inputs);
    const set: SetOutputs = {
      cluster: inputs.cluster,
      connectors: { orders: memberOf(outs) },
      clusterId: "c",
      workers: [],
      __secrets: { orders: __secrets as never },
    };
    const { said: _, ...given } = knownIn(set).get("orders")?.inputs ?? {};
    expect(given).to.deep.equal(inputs);
  });

  it("contain little more than the inputs while nothing is wrong", () => {
    const running = outputsOf({ id: "c" }, sampleInputs(), redactor, sampleStatus("RUNNING"), "");
    const stored = setOf({ cluster: inputs.cluster }, [
      ["orders", withoutDefaults(sampleInputs())],
    ]);
    const { type, tasks, ...rest } = memberOf(running);
    expect({ type, tasks }).to.deep.equal({ type: "source", tasks: 1 });
    expect({ orders: rest }).to.deep.equal(stored.connectors);
  });

  it("show what is wrong: the declared state, the failed tasks and the mark `unfinished`", () => {
    const failing = sampleStatus("RUNNING", ["RUNNING", { state: "FAILED", trace: "a.B: no" }]);
    const member = memberOf(outputsOf({ id: "c" }, inputs, redactor, failing, "source"), true);
    expect(member).to.deep.include({
      state: "running",
      targetState: "paused",
      tasks: 2,
      failedTasks: [{ id: 1, state: "failed", workerId: "w1:8083", trace: "a.B: no" }],
      unfinished: true,
    });
  });

  it("have traces of about two thousand characters at most", () => {
    const failing = sampleStatus("RUNNING", [{ state: "FAILED", trace: "x".repeat(15_000) }]);
    const { failedTasks } = memberOf(outputsOf({ id: "c" }, inputs, redactor, failing, "source"));
    expect(failedTasks?.[0]?.trace?.length).to.be.within(2_000, 2_500);
  });

  it("list each worker once", () => {
    expect(workersIn([outs, outs], ["w0:8083"])).to.deep.equal(["w0:8083", "w1:8083"]);
  });
});

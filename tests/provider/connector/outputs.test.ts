import { expect } from "chai";
import type { TargetState } from "../../../provider/connect/status";
import { declaredIn, outputsOf, withoutUndefined } from "../../../provider/connector/outputs";
import { createRedactor } from "../../../provider/connect/redact";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";

const cluster = { id: "prod" };
const inputs = sampleInputs({
  state: "paused",
  ignoreKeys: ["a.*"],
  secretKeys: ["p"],
  timeouts: { create: "1m" },
  config: { p: "hunter2" },
});
const redactor = createRedactor({ config: inputs.config, secretKeys: ["p"] });

describe("outputs", () => {
  it("are the stored inputs, what identifies the connector, and its status", () => {
    const status = sampleStatus("FAILED", ["RUNNING"], { trace: "why" });
    expect(outputsOf(cluster, inputs, redactor, status)).to.deep.equal({
      cluster: { url: "http://connect:8083" },
      class: "org.example.OrdersSource",
      ignoreKeys: ["a.*"],
      __secrets: { keys: ["p"] },
      timeouts: { create: "1m" },
      config: { p: "hunter2" },
      connectorName: "orders",
      clusterId: "prod",
      targetState: "paused",
      type: "source",
      state: "failed",
      tasks: [{ id: 0, state: "running", workerId: "w1:8083" }],
      failedTasks: [],
      workerId: "w1:8083",
      trace: "why",
    });
  });

  const statuses = [
    undefined,
    sampleStatus("FAILED", [{ state: "FAILED", trace: "a" }], { trace: "b" }),
    sampleStatus("PAUSED", []),
  ];
  for (const status of statuses) {
    it(`contain the declared inputs of a connector that is ${status?.connector.state ?? "new"}`, () => {
      const outputs = outputsOf(cluster, inputs, redactor, status);
      const { said: _, ...given } = declaredIn({ ...outputs, __provider: "text" });
      expect(given).to.deep.equal(inputs);
    });
  }

  const targets: TargetState[] = ["running", "paused", "stopped"];
  const actuals = ["RUNNING", "PAUSED", "STOPPED", "FAILED", "UNASSIGNED", "RESTARTING", "LATER"];
  const arguments_: [string, object][] = [
    ["the defaults", {}],
    [
      "no defaults",
      {
        tasksMax: 2,
        restartPolicy: { type: "Never", maxRetry: 10 },
        adopt: true,
        validate: false,
        waitFor: "none",
      },
    ],
  ];
  for (const state of targets) {
    for (const actual of [undefined, ...actuals]) {
      for (const [what, changes] of arguments_) {
        it(`contain the declared state ${state} of a connector that is ${actual ?? "new"}, with ${what}`, () => {
          const declared = sampleInputs({ ...changes, state });
          const status = actual === undefined ? undefined : sampleStatus(actual, [actual]);
          const outputs = outputsOf(cluster, declared, redactor, status);
          const { said: _, ...given } = declaredIn(outputs);
          expect(given).to.deep.equal(declared);
          expect(outputs.state).to.equal((actual ?? "unassigned").toLowerCase());
          expect(outputs).to.not.have.property("name");
          if (actual === state.toUpperCase()) expect(outputs).to.not.have.property("targetState");
          else expect(outputs.targetState).to.equal(state);
        });
      }
    }
    for (const actual of ["running", "paused", "stopped", "failed"]) {
      it(`of an old state, with all defaults, are understood: declared ${state}, actually ${actual}`, () => {
        const declared = sampleInputs({ state });
        const old = {
          ...declared,
          // As the engine sorts it.
          restartPolicy: { maxRetry: 10, type: "OnFailure" as const },
          connectorName: "orders",
          clusterId: "prod",
          targetState: state,
          type: "source",
          state: actual,
          tasks: [],
          failedTasks: [],
          workerId: "w1:8083",
          __provider: "text",
        };
        const { said: _, ...given } = declaredIn(old);
        expect(given).to.deep.equal(declared);
      });
    }
  }

  it("keep the provider's text if the engine passed it with the inputs", () => {
    const props = { ...inputs, __provider: "text" };
    expect(outputsOf(cluster, props, redactor, undefined)).to.include({ __provider: "text" });
  });

  it("contain no undefined", () => {
    const value = { a: undefined, b: { c: undefined, d: 1 }, e: [{ f: undefined }] };
    const clean = withoutUndefined<object>(value);
    expect(clean).to.deep.equal({ b: { d: 1 }, e: [{}] });
    expect(clean).to.not.have.property("a");
  });
});

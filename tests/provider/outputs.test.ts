import { expect } from "chai";
import { declaredIn, outputsOf, withoutUndefined } from "../../provider/outputs";
import { createRedactor } from "../../provider/secrets";
import { sampleInputs, sampleStatus } from "../helpers/samples";

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
  it("are the inputs, what identifies the connector, and its status", () => {
    const status = sampleStatus("FAILED", ["RUNNING"], { trace: "why" });
    expect(outputsOf(cluster, inputs, redactor, status)).to.deep.equal({
      ...inputs,
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
    it(`give the declared inputs back when the connector is ${status?.connector.state ?? "new"}`, () => {
      const outputs = outputsOf(cluster, inputs, redactor, status);
      expect(declaredIn({ ...outputs, __provider: "text" })).to.deep.equal(inputs);
    });
  }

  it("keep the provider's text when the engine gave it with the inputs", () => {
    const props = { ...inputs, __provider: "text" };
    expect(outputsOf(cluster, props, redactor, undefined)).to.include({ __provider: "text" });
  });

  it("hold no undefined anywhere", () => {
    const value = { a: undefined, b: { c: undefined, d: 1 }, e: [{ f: undefined }] };
    const clean = withoutUndefined<object>(value);
    expect(clean).to.deep.equal({ b: { d: 1 }, e: [{}] });
    expect(clean).to.not.have.property("a");
  });
});

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  getConnectorPluginsOutput,
  getConnectorStatus,
  getConnectorStatusOutput,
} from "../../index";
import { eachWithScenario, SINK } from "../../testkit/connectors/scenario";

describe("getters in a program", () => {
  const scenario = eachWithScenario();

  it("report the plugins of the cluster, and the status of a connector that the same program creates", async () => {
    const s = scenario();
    const program = () => {
      const source = s.source();
      const cluster = { ...s.cluster, bearerToken: pulumi.secret("hunter2-token") };
      const status = getConnectorStatusOutput({ cluster, name: source.connectorName });
      const { plugins } = getConnectorPluginsOutput({ cluster });
      return { status, classes: plugins.apply((all) => all.map((plugin) => plugin.class)) };
    };
    await s.preview(program); // The status is not known yet.
    expect(s.proxy.count(`GET /connectors/${s.name("source")}/status`)).to.equal(0);
    const run = await s.up(program);
    expect(run.outputs.classes).to.include(SINK);
    expect(run.outputs.status).to.deep.include({ type: "source", state: "running" });
    const { status } = await s.stack.stack.outputs();
    expect(status?.secret).to.equal(false);

    await s.rest.write("PUT", `/connectors/${s.name("source")}/pause`);
    await s.rest.until(s.name("source"), "PAUSED");
    const again = await s.up(program);
    expect(again.outputs.status).to.deep.include({ state: "paused" });
  });

  it("fail the program with the cause and nothing else", async () => {
    const s = scenario();
    const run = await s.stack.up(() => getConnectorStatus({ cluster: s.cluster, name: "nobody" }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain(`there is no connector \\"nobody\\" on ${s.proxy.url}`);
    expect(run.text).to.not.contain("ask.ts");
  });
});

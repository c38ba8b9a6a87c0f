import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Connector as Dynamic } from "../../index";
import { Connector as Native } from "../../native";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";

describe("a stack", () => {
  const scenario = eachWithScenario();

  it("moves to the plugin and back without a write, and the preview shows no changed argument", async () => {
    const s = scenario();
    const args = {
      cluster: s.cluster,
      name: s.name("source"),
      class: SOURCE,
      config: {
        file: s.file("in"),
        topic: s.name("topic"),
        "db.password": "hunter2-of-a-move",
        harmless: pulumi.secret("hunter2-by-mark"),
      },
    };
    const customTimeouts = { create: "5m" };
    const dynamic = () => void new Dynamic("source", args, { customTimeouts });
    const native = () => void new Native("source", args, { customTimeouts });
    const back = () => {
      const aliases = [{ type: "pulumi-kafka-connect:index:Connector" }];
      return void new Dynamic("source", args, { customTimeouts, aliases });
    };
    await s.up(dynamic);
    // The dynamic resource leaves the comparison to the engine, and has an additional property.
    for (const [to, program, shown] of [
      ["the plugin", native, []],
      ["the dynamic resource", back, ["__provider", "timeouts"]],
    ] as const) {
      const preview = await s.preview(program);
      expect(preview.changes, to).to.not.have.any.keys("create", "delete", "replace");
      expect(preview.diffs["source"] ?? [], to).to.deep.equal(shown);
      await s.up(program);
      expect(s.proxy.writes, to).to.deep.equal([]);
      expect((await s.preview(program)).changes, to).to.deep.equal({ same: 2 });
    }
    expect(s.stack.rawState()).to.not.contain("hunter2");
    await s.up(native);
    await s.up(() => void new Native("source", { ...args, tasksMax: 2 }, { customTimeouts }));
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
  });
});

import { expect } from "chai";
import { callFunction } from "../../plugin/functions";
import type { Raw } from "../../provider/core/values";
import { json, useServer } from "../../testkit/connect/scripted-server";
import { thrownBy } from "../../testkit/thrown";

const PREFIX = "pulumi-kafka-connect:index";

describe("the plugin's functions", () => {
  const use = useServer();

  it("ask the provider's cluster, or the one in their arguments", async () => {
    const plugins = [{ class: "org.example.Sink", type: "sink", version: "1.0" }];
    use.server.on("GET /connector-plugins", json(plugins));
    const cluster = { url: use.server.url };
    const gone = { url: "http://127.0.0.1:1" };
    const asked: [args: Raw, configured: unknown][] = [
      [{}, cluster],
      [{ cluster: null }, cluster],
      [{ cluster }, gone],
    ];
    for (const [args, configured] of asked) {
      const answer = await callFunction(`${PREFIX}:getConnectorPlugins`, args, configured);
      expect(answer).to.deep.equal({ plugins });
    }
  });

  it("refuse unknown arguments, a missing or mistyped name, and a missing cluster, without a call", async () => {
    const cluster = { url: use.server.url };
    const cases: [name: string, args: Raw, message: RegExp][] = [
      [
        "getConnectorStatus",
        { name: "a", clutser: cluster },
        /^getConnectorStatus: clutser: is not an argument: did you mean "cluster"\?$/,
      ],
      ["getConnectorStatus", { nmae: "a" }, /nmae: is not an argument: did you mean "name"\?$/],
      ["getConnectorStatus", { name: 5 }, /^getConnectorStatus: name: must be a string: the/],
      ["getConnectorStatus", {}, /^getConnectorStatus: name: is required/],
      ["getConnectorPlugins", { name: "a" }, /^getConnectorPlugins: name: is not an argument$/],
      ["getNothing", {}, /^there is no function pulumi-kafka-connect:index:getNothing$/],
      ["toString", {}, /^there is no function/],
    ];
    for (const [name, args, message] of cases) {
      const error = await thrownBy(() => callFunction(`${PREFIX}:${name}`, args, cluster));
      expect(error.message).to.match(message);
    }
    const none = await thrownBy(() => callFunction(`${PREFIX}:getConnectorPlugins`, {}, undefined));
    expect(none.message).to.match(/cluster: is required/);
    expect(use.server.calls).to.deep.equal([]);
  });
});

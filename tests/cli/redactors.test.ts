import { expect } from "chai";
import { redactorsFor } from "../../cli/redactors";
import type { ConnectApi } from "../../provider/connect/api";
import { sampleInfo } from "../../testkit/connectors/samples";

describe("the redactors of a command", () => {
  it("ask once for each class what is a password, and wait ten seconds for it", async () => {
    const asked: [string, number][] = [];
    const info = (of: string) => sampleInfo({ config: { "connector.class": of, pin: "hunter2" } });
    const api: Pick<ConnectApi, "info" | "pluginKeys"> = {
      info: (name) => Promise.resolve({ ...info("A"), name }),
      pluginKeys: (name, timeoutMs) => {
        asked.push([name, timeoutMs]);
        return Promise.resolve([{ name: "pin", type: "PASSWORD" }]);
      },
    };
    const redactors = await redactorsFor(["a", "b"], api as ConnectApi);
    expect(asked).to.deep.equal([["A", 10_000]]);
    expect(redactors("a").message("wrong pin hunter2")).to.not.contain("hunter2");
  });
});

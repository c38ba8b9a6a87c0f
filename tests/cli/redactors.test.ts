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

  it("ask for a few classes at the same time", async () => {
    const names = Array.from({ length: 100 }, (_, i) => `c${i}`);
    const config = (name: string) => ({ "connector.class": `Class${name}` });
    let [now, most] = [0, 0];
    const api: Pick<ConnectApi, "infos" | "pluginKeys"> = {
      infos: () =>
        Promise.resolve(
          new Map(names.map((name) => [name, sampleInfo({ name, config: config(name) })])),
        ),
      pluginKeys: async () => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
        return [];
      },
    };
    await redactorsFor(names, api as ConnectApi);
    expect(most).to.be.within(2, 8);
  });
});

import { expect } from "chai";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { readImported } from "../../../provider/connector/read-imported";
import { isSameCluster } from "../../../provider/connector/same-cluster";
import { withDefaults } from "../../../provider/connector/stored-inputs";
import { systemClock } from "../../../provider/core/clock";
import { LIST, NAMES } from "../../../testkit/connect/scripted-cluster";
import { json, refusal } from "../../../testkit/connect/scripted-server";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";

const ONE = "GET /connectors/orders";

describe("a cluster that keeps rebalancing delays", () => {
  const { use, inputsOf, listed, oldStateOf } = useLifecycle();
  useFakeProcessLog();

  const rebalancing = (...calls: string[]) => {
    for (const call of calls) use.server.on(call, refusal(409, "rebalance in progress"));
  };

  async function secondsOf(work: () => Promise<unknown>): Promise<number> {
    const begun = systemClock.now();
    await work().catch(() => undefined);
    return (systemClock.now() - begun) / 1000;
  }

  it("the comparison of two addresses by 15 seconds", async () => {
    rebalancing(NAMES, LIST);
    const inputs = withDefaults(inputsOf());
    const seconds = await secondsOf(() => isSameCluster(inputs, [], inputs.cluster));
    expect(seconds).to.be.within(7, 15);
  });

  for (const adopt of [false, true]) {
    it(`a preview of a new connector with adopt: ${adopt} by 30 seconds`, async () => {
      rebalancing(NAMES, LIST);
      use.server
        .on("GET /connector-plugins/org.example.Source/config", json([]))
        .on("PUT /connector-plugins/org.example.Source/config/validate", json({ configs: [] }));
      const { state: _, ...inputs } = inputsOf({ class: "org.example.Source", adopt });
      const preview = { ...inputs, __preview: true };
      expect(await secondsOf(() => lifecycle.check({}, preview))).to.be.within(18, 30);
    });
  }

  it("a refresh of a connector on the stack's own cluster by 30 seconds", async () => {
    rebalancing(NAMES, LIST);
    const cluster = { url: use.server.url, managed: true };
    const state = oldStateOf(inputsOf({ cluster }), "running");
    expect(await secondsOf(() => lifecycle.read("orders", state))).to.be.within(18, 30);
  });

  it("an import by a minute", async () => {
    use.server.on(NAMES, json(["orders"])).on(LIST, listed(inputsOf()));
    rebalancing(ONE);
    const imported = () => readImported({ url: use.server.url }, "orders");
    expect(await secondsOf(imported)).to.be.within(45, 60);
  });
});

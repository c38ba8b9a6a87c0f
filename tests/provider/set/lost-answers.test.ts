import { expect } from "chai";
import { withoutUndefined } from "../../../provider/connector/outputs";
import { connectorSet } from "../../../provider/set/lifecycle";
import { connectorNames } from "../../../provider/set/names-lifecycle";
import type { SetInputs } from "../../../provider/set/inputs";
import type { SetOutputs } from "../../../provider/set/outputs";
import { FaultProxy } from "../../../testkit/connect/proxy";
import { useSet } from "../../../testkit/connectors/set-lifecycle";
import { thrownBy } from "../../../testkit/thrown";

const SOURCE = { class: "org.example.Source" };

describe("a set whose creates get no answer", () => {
  const { use, newRun, onCluster, byOthers } = useSet();
  let proxy: FaultProxy;
  beforeEach(async () => (proxy = await FaultProxy.start(use.stub.url)));
  afterEach(() => proxy.close());

  const inputs = async (connectors: unknown) => {
    const checked = await connectorSet.check({}, { cluster: { url: proxy.url }, connectors });
    return checked.inputs as SetInputs;
  };
  const names = { names: ["a", "b"] };

  /** No answer comes back. `cut` is where the connection breaks. */
  async function failedCreate(cut: "call" | "answer") {
    proxy.rule = ({ method, path }) => {
      if (method === "POST") return { cut };
      return path.startsWith("/connectors/") ? { cut: "call" } : undefined;
    };
    await connectorNames.create({ cluster: { url: proxy.url }, ...names });
    const wanted = await inputs({ a: SOURCE, b: SOURCE });
    const error = await thrownBy(() => connectorSet.create(wanted));
    proxy.reset();
    return error as Error & { properties?: SetOutputs };
  }

  for (const cut of ["answer", "call"] as const) {
    it(`keeps them as unfinished, and the next run finishes them (lost: ${cut})`, async () => {
      const { properties: olds, message } = await failedCreate(cut);
      expect(message).to.contain("the change may have been made or not");
      expect(await onCluster()).to.deep.equal(cut === "answer" ? ["a", "b"] : []);
      expect(olds?.connectors).to.have.all.keys("a", "b");
      expect(olds?.connectors.a).to.deep.include({ ...SOURCE, unfinished: true });
      expect(olds).to.not.have.property("__tried");
      newRun();
      const wanted = await inputs({ a: SOURCE, b: { ...SOURCE, config: { key: "new" } } });
      const { outs } = await connectorSet.update("", olds as SetOutputs, wanted);
      expect(await onCluster()).to.deep.equal(["a", "b"]);
      expect((outs as SetOutputs).connectors.b?.config).to.deep.equal({ key: "new" });
      expect((outs as SetOutputs).connectors.b).to.not.have.property("unfinished");
      expect(use.log.log.lines.join()).to.not.contain("outside of Pulumi");
    });

    it(`leaves nothing behind when it is deleted (lost: ${cut})`, async () => {
      const { properties: olds } = await failedCreate(cut);
      newRun();
      await connectorSet.delete("", withoutUndefined(olds as SetOutputs));
      expect(await onCluster()).to.deep.equal([]);
    });
  }

  it("does not keep one whose name was taken before", async () => {
    await byOthers("POST", "/connectors", { name: "a", config: { "connector.class": "Other" } });
    const { properties: olds } = await failedCreate("call");
    expect(olds?.connectors).to.have.all.keys("b");
  });
});

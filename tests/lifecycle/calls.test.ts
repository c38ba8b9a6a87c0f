import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";

describe("the calls for 20 connectors", () => {
  const scenario = eachWithScenario();
  const n = 20;

  const program = (size: number) => () => {
    const s = scenario();
    for (let i = 0; i < n; i++) {
      new Connector(`source-${i}`, {
        cluster: s.cluster,
        name: s.name(`source-${i}`),
        class: SOURCE,
        config: { file: s.file("in"), topic: s.name("topic"), "batch.size": size },
      });
    }
  };

  it("are one write each to create, update and delete, no write without a change, one list to refresh, and shared polls", async () => {
    const s = scenario();
    const polls = () => s.proxy.calls.length - s.proxy.writes.length;

    await s.up(program(1));
    expect(s.proxy.writes).to.deep.equal(Array<string>(n).fill("POST /connectors"));
    expect(polls(), "polls of create").to.be.lessThan(2 * n);
    expect(s.proxy.calls.filter(({ path }) => path.endsWith("/status"))).to.deep.equal([]);

    await s.up(program(1));
    expect(s.proxy.calls, "no change").to.deep.equal([]);

    await s.refresh();
    expect(s.proxy.calls.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      "GET /connectors?expand=info&expand=status",
    ]);

    await s.up(program(2));
    expect(s.proxy.writes).to.have.length(n);
    expect(new Set(s.proxy.writes)).to.have.property("size", n);
    expect(s.proxy.writes.every((call) => /^PUT .*\/config$/.test(call))).to.equal(true);

    s.proxy.calls.length = 0;
    expect((await s.stack.destroy()).ok).to.equal(true);
    expect(s.proxy.writes).to.have.length(n);
    expect(s.proxy.writes.every((call) => call.startsWith("DELETE "))).to.equal(true);
    expect(polls(), "lists of destroy").to.be.lessThan(n);
  });
});

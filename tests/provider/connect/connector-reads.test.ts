import { expect } from "chai";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import { LIST, NAMES, useCluster } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal } from "../../../testkit/connect/scripted-server";

const STATUSES = "GET /connectors?expand=status";

describe("reads of connectors", () => {
  const use = useCluster();

  const FEW = ["a", "b", "c"];
  const of = (name: string) => [`GET /connectors/${name}`, `GET /connectors/${name}/status`];

  /** A cluster with this many connectors, including those that are read by name. */
  function hasConnectors(count: number): void {
    const all = [...FEW, ...Array.from({ length: count - FEW.length }, (_, i) => `other-${i}`)];
    const entries = all.map((name) => [
      name,
      { info: sampleInfo({ name }), status: sampleStatus("RUNNING", ["RUNNING"], { name }) },
    ]);
    const statuses = all.map((name) => [name, { status: sampleStatus("RUNNING") }]);
    use.server
      .on(NAMES, json(all))
      .on(LIST, json(Object.fromEntries(entries)))
      .on(STATUSES, json(Object.fromEntries(statuses)))
      .on("GET /connectors/gone", refusal(404, "Connector gone not found"))
      .on("GET /connectors/gone/status", refusal(404, "No status found for connector gone"));
    for (const name of all) {
      const [info = "", status = ""] = of(name);
      use.server
        .on(info, json(sampleInfo({ name })))
        .on(status, json(sampleStatus("RUNNING", ["RUNNING"], { name })));
    }
  }

  const listed = (name: string) => use.cluster.listed(name, use.deadline);
  const names = (count: number) => [
    ...FEW,
    ...Array.from({ length: count }, (_, i) => `other-${i}`),
  ];

  it("read a few connectors of a large cluster by name, config and status at the same time", async () => {
    hasConnectors(2000);
    const found = await Promise.all(FEW.map(listed));
    expect(found.map((info) => info?.name)).to.deep.equal(FEW);
    for (const name of FEW) {
      expect((await use.cluster.status(name, use.deadline))?.name).to.equal(name);
    }
    expect(use.server.log.sort()).to.deep.equal([NAMES, ...FEW.flatMap(of)].sort());
  });

  it("wait a moment for others before the first read, and not again", async () => {
    hasConnectors(2000);
    const begun = use.clock.now();
    await listed("a");
    expect(use.clock.now() - begun).to.be.within(20, 200);
    const again = use.clock.now();
    await listed("b");
    expect(use.clock.now()).to.equal(again);
  });

  it("report connectors that do not exist", async () => {
    hasConnectors(2000);
    expect(await listed("gone")).to.equal(undefined);
    expect(await use.cluster.status("gone", use.deadline)).to.equal(undefined);
    expect(use.server.log.sort()).to.deep.equal([NAMES, ...of("gone")].sort());
  });

  it("read a few connectors by name from 101 connectors on", async () => {
    hasConnectors(101);
    await Promise.all(FEW.map(listed));
    expect(use.server.log).to.not.include(LIST);
  });

  it("read all connectors of a small cluster in one list", async () => {
    hasConnectors(100);
    await Promise.all(FEW.map(listed));
    expect(use.server.log).to.deep.equal([NAMES, LIST]);
  });

  it("read a thousand connectors in one list, with no other call", async () => {
    hasConnectors(2000);
    const found = await Promise.all(names(1000).map(listed));
    expect(found.filter((info) => info !== undefined)).to.have.length(1003);
    expect(use.server.log).to.deep.equal([LIST]);
  });

  it("switch to a list when a few have become many, and use it for all later reads", async () => {
    hasConnectors(2000);
    for (const name of names(100)) await listed(name);
    expect(use.server.log).to.deep.equal([
      NAMES,
      ...use.server.log.slice(1, 13).filter((call) => call !== LIST),
      LIST,
    ]);
  });

  it("are repeated after a write, and after ten seconds", async () => {
    hasConnectors(2000);
    use.server.on("PUT /connectors/a/pause", empty(202));
    await listed("a");
    await listed("a");
    await use.cluster.write("a", () => use.cluster.api.pause("a"), use.deadline);
    use.clock.advance(1);
    await listed("a");
    use.clock.advance(10_001);
    await listed("a");
    expect(use.server.log.filter((call) => call === "GET /connectors/a")).to.have.length(3);
  });

  it("wait for a rebalance like a list", async () => {
    hasConnectors(2000);
    const rebalance = refusal(500, "Request cannot be completed because a rebalance is expected");
    use.server.on("GET /connectors/a", rebalance, json(sampleInfo({ name: "a" })));
    expect((await listed("a"))?.name).to.equal("a");
  });

  it("poll only the awaited connectors of a large cluster, and all when these are many", async () => {
    hasConnectors(2000);
    await Promise.all(FEW.map((name) => use.cluster.polledStatus(name)));
    expect(use.server.log.sort()).to.deep.equal(
      [NAMES, ...FEW.map((name) => `GET /connectors/${name}/status`)].sort(),
    );
    use.server.calls.length = 0;
    const polled = names(20).map((name) => use.cluster.polledStatus(name));
    expect((await Promise.all(polled)).every((status) => status !== undefined)).to.equal(true);
    expect(use.server.log).to.deep.equal([STATUSES]);
  });

  it("give other workers, which nobody has polled yet, time to catch up", async () => {
    hasConnectors(2000);
    use.server.on("GET /health", json({ status: "healthy" }));
    await listed("a");
    const since = use.clock.now();
    await use.cluster.caughtUp(use.deadline);
    expect(use.clock.now() - since).to.equal(2_000);
  });

  it("fail like the list if the names are refused", async () => {
    use.server.on(NAMES, refusal(403, "no")).on(LIST, json({ a: { info: sampleInfo() } }));
    expect(await listed("a")).to.not.equal(undefined);
    await listed("b");
    expect(use.server.log).to.deep.equal([NAMES, LIST]);
  });
});

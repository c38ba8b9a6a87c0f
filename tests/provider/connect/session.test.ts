import { expect } from "chai";
import { timeoutOf } from "../../../provider/connect/http";
import { clusterOf } from "../../../provider/connect/session";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import { LIST, NAMES, useCluster } from "../../../testkit/connect/scripted-cluster";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
} from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const REBALANCE = refusal(500, "Request cannot be completed because a rebalance is expected");

describe("cluster", () => {
  const use = useCluster();

  const list = (...names: string[]) =>
    json(Object.fromEntries(names.map((name) => [name, { info: sampleInfo({ name }) }])));

  describe("its list", () => {
    it("is requested once by many readers", async () => {
      use.server.on(LIST, list("a", "b"));
      const names = ["a", "b", "c", "a"];
      const found = await Promise.all(names.map((name) => use.cluster.listed(name, use.deadline)));
      expect(found.map((info) => info?.name)).to.deep.equal(["a", "b", undefined, "a"]);
      expect(use.server.log).to.deep.equal([NAMES, LIST]);
    });

    it("is requested once by many readers when the worker rebalances first", async () => {
      use.server.on(NAMES, json(["a"])).on(LIST, REBALANCE, list("a"));
      const readers = Array.from({ length: 10 }, () => use.cluster.listed("a", use.deadline));
      expect((await Promise.all(readers)).map((info) => info?.name)).to.deep.equal(
        Array(10).fill("a"),
      );
      expect(use.server.log).to.deep.equal([NAMES, LIST, LIST]);
    });

    it("is requested again when it is ten seconds old", async () => {
      use.server.on(LIST, list("a"), list("b"));
      await use.cluster.listed("a", use.deadline);
      use.clock.advance(9_999);
      expect(await use.cluster.listed("b", use.deadline)).to.equal(undefined);
      use.clock.advance(1);
      expect((await use.cluster.listed("b", use.deadline))?.name).to.equal("b");
    });

    it("is not used after a write if its request started before the write ended", async () => {
      use.server.on(LIST, list(), list("a")).on("PUT /connectors/a/pause", empty(202));
      await use.cluster.listed("a", use.deadline);
      await use.cluster.write("a", () => use.cluster.api.pause("a"), use.deadline);
      use.clock.advance(1);
      expect((await use.cluster.listed("a", use.deadline))?.name).to.equal("a");
      expect(use.server.log.filter((call) => call === LIST)).to.have.length(2);
    });

    it("is not used after a write that failed", async () => {
      use.server.on(LIST, list(), list("a")).on("PUT /connectors/a/pause", refusal(400, "no"));
      await use.cluster.listed("a", use.deadline);
      await thrownBy(() => use.cluster.write("a", () => use.cluster.api.pause("a"), use.deadline));
      use.clock.advance(1);
      expect((await use.cluster.listed("a", use.deadline))?.name).to.equal("a");
    });

    it("still serves the connectors that were not written to", async () => {
      use.server.on(LIST, list("b")).on("PUT /connectors/a/pause", empty(202));
      await use.cluster.listed("b", use.deadline);
      await use.cluster.write("a", () => use.cluster.api.pause("a"), use.deadline);
      use.clock.advance(1);
      await use.cluster.listed("b", use.deadline);
      expect(use.server.log.filter((call) => call === LIST)).to.have.length(1);
    });

    it("contains the statuses too", async () => {
      use.server
        .on(LIST, json({ a: { info: sampleInfo(), status: sampleStatus("RUNNING") } }), json({}))
        .on("PUT /connectors/a/pause", empty(202));
      expect((await use.cluster.listed("a", use.deadline))?.name).to.equal("orders");
      expect((await use.cluster.status("a", use.deadline))?.connector.state).to.equal("RUNNING");
      expect(use.server.log).to.deep.equal([NAMES, LIST]);
      await use.cluster.write("a", () => use.cluster.api.pause("a"), use.deadline);
      use.clock.advance(1);
      expect(await use.cluster.status("a", use.deadline)).to.equal(undefined);
      expect(use.server.log.filter((call) => call === LIST)).to.have.length(2);
    });
  });

  describe("reading one connector", () => {
    const ASKED = "GET /connectors/a";

    it("returns the connector after the rebalance", async () => {
      use.server.on(ASKED, REBALANCE, html(404), html(502), json(sampleInfo({ name: "a" })));
      expect((await use.cluster.find("a", use.deadline))?.name).to.equal("a");
      expect(use.clock.sleeps).to.deep.equal([250, 500, 1000]);
    });

    it("returns undefined if Connect itself says that there is none", async () => {
      use.server.on(ASKED, refusal(404, "Connector a not found"));
      expect(await use.cluster.find("a", use.deadline)).to.equal(undefined);
      expect(use.clock.sleeps).to.deep.equal([]);
    });

    const doubtful: [string, Reply][] = [
      ["a page", html(404)],
      ["a gateway", json({ message: "no Route matched with those values" }, 404)],
      ["a version without the path", refusal(404, "HTTP 404 Not Found")],
    ];
    for (const [who, reply] of doubtful) {
      it(`fails rather than treat the "not found" of ${who} as Connect's`, async () => {
        use.server.on(ASKED, reply);
        await thrownBy(() => use.cluster.find("a", use.deadline));
      });
    }
  });

  describe("its calls", () => {
    it("end with their operation, in whichever queue they wait", async () => {
      const left = () => Promise.resolve(timeoutOf(120_000));
      const deadline = (ms: number) => use.clock.now() + ms;
      expect(await use.cluster.read(left, deadline(30_000))).to.equal(30_000);
      const writes = [20_000, 30_000, 40_000].flatMap((ms) => Array<number>(60).fill(ms));
      const waited = writes.map((ms) => use.cluster.write("a", left, deadline(ms)));
      expect(await Promise.all(waited)).to.deep.equal(writes);
    });
  });

  describe("a write", () => {
    const POST = "POST /connectors";
    const create = () => use.cluster.api.create("a", {});
    const found = () => Promise.resolve(sampleInfo({ name: "found" }));
    const notFound = () => Promise.resolve(undefined);

    it("is sent once when it succeeds", async () => {
      use.server.on(POST, json(sampleInfo(), 201));
      expect((await use.cluster.write("a", create, use.deadline, found)).name).to.equal("orders");
      expect(use.server.log).to.deep.equal([POST]);
    });

    for (const [lost, reply] of [
      ["a reset", reset],
      ["a gateway", html(504)],
      ["a gateway without a worker", html(503)],
      ["a worker that timed out", refusal(500, "Request timed out")],
      ["a worker that does not identify itself", refusal(500, "NullPointerException")],
    ] as const) {
      it(`whose answer is lost to ${lost} is verified, and not repeated if it took effect`, async () => {
        use.server.on(POST, reply);
        expect((await use.cluster.write("a", create, use.deadline, found)).name).to.equal("found");
        expect(use.server.log).to.deep.equal([POST]);
      });
    }

    it("whose answer is lost is repeated if it had no effect", async () => {
      use.server.on(POST, reset, json(sampleInfo(), 201));
      await use.cluster.write("a", create, use.deadline, notFound);
      expect(use.server.log).to.deep.equal([POST, POST]);
    });

    it("that was never sent is repeated without a check", async () => {
      use.server.on(POST, refusal(409, "stale configuration"), html(404), json(sampleInfo(), 201));
      let checks = 0;
      const check = () => {
        checks++;
        return notFound();
      };
      await use.cluster.write("a", create, use.deadline, check);
      expect([checks, use.server.log.length]).to.deep.equal([0, 3]);
    });

    it("fails at once when Connect refuses it", async () => {
      use.server.on(POST, refusal(400, "no"));
      await thrownBy(() => use.cluster.write("a", create, use.deadline, found));
      expect(use.server.log).to.deep.equal([POST]);
    });

    it("runs at the same time as at most 63 others", async () => {
      const held: (() => void)[] = [];
      let full: () => void = () => undefined;
      const sixtyFour = new Promise<void>((resolve) => (full = resolve));
      use.server.on(POST, async (response, received) => {
        await new Promise<void>((resolve) => {
          held.push(resolve);
          if (held.length === 64) full();
        });
        await json(sampleInfo(), 201)(response, received);
      });
      const writes = Array.from({ length: 100 }, () =>
        use.cluster.write("a", create, use.deadline),
      );
      await sixtyFour;
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(held).to.have.length(64);
      const release = setInterval(() => {
        for (const answer of held.splice(0)) answer();
      }, 1);
      await Promise.all(writes).finally(() => clearInterval(release));
      expect(use.server.mostInFlight).to.equal(64);
      expect(use.server.log).to.have.length(100);
    });
  });

  it("validates eight connectors at a time, because each may open connections to its own system", async () => {
    let [running, most] = [0, 0];
    const validation = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await Promise.all(Array.from({ length: 20 }, () => use.cluster.validations(validation)));
    expect(most).to.equal(8);
  });

  it("reports why it tries again", async () => {
    use.server.on(
      "GET /",
      html(404),
      REBALANCE,
      html(429),
      reset,
      refusal(500, "odd"),
      json({ version: "4" }),
    );
    await use.cluster.read(use.cluster.api.worker, use.deadline);
    const again = (what: string) =>
      `progress: Kafka Connect at ${use.server.url} ${what}; trying again`;
    expect(use.log.lines).to.deep.equal([
      again("cannot be reached"),
      again("is rebalancing or restarting"),
      again("receives too many calls"),
      again("did not answer"),
      again("answered 500"),
    ]);
  });

  describe("asking which keys a class defines", () => {
    const call = "GET /connector-plugins/a.B/config";
    const passwords = json([{ name: "p", type: "PASSWORD" }]);
    const known = [{ name: "p", type: "PASSWORD" }];

    it("asks once for each class", async () => {
      use.server.on(call, passwords).on("GET /connector-plugins/a.C/config", json([]));
      await Promise.all(["a.B", "a.B", "a.C"].map((name) => use.cluster.keysOf(name)));
      expect(await use.cluster.keysOf("a.B")).to.deep.equal(known);
      expect(use.server.log.sort()).to.deep.equal([call, "GET /connector-plugins/a.C/config"]);
    });

    const passing: [string, Reply][] = [
      ["429", refusal(429, "slow down")],
      ["500", refusal(500, "odd")],
      ["503", refusal(503, "rebalance is expected")],
      ["a page of a gateway", html(502)],
      ["a reset", reset],
    ];
    for (const [what, reply] of passing) {
      it(`asks again after ${what}`, async () => {
        use.server.on(call, reply, reply, passwords);
        expect(await use.cluster.keysOf("a.B")).to.deep.equal(known);
        expect(use.log.lines.filter((line) => line.startsWith("warn"))).to.deep.equal([]);
      });
    }

    it("does not treat a failure as an answer, warns once, and asks again next time", async () => {
      const busy = refusal(503, "rebalance is expected");
      use.server.on(call, busy).on("GET /connector-plugins/a.C/config", busy);
      expect(await use.cluster.keysOf("a.B")).to.equal(undefined);
      const asked = use.server.log.length;
      expect(asked).to.be.greaterThan(3);
      // The patience for the cluster is used up, so nobody waits again.
      expect(await use.cluster.keysOf("a.B")).to.equal(undefined);
      expect(await use.cluster.keysOf("a.C")).to.equal(undefined);
      expect(use.server.log).to.have.length(asked + 2);
      use.server.on(call, passwords);
      expect(await use.cluster.keysOf("a.B")).to.deep.equal(known);
      expect(use.log.lines.filter((line) => line.startsWith("warn"))).to.deep.equal([
        `warn: Kafka Connect at ${use.server.url} does not say which config keys of a.B are passwords (${call}): ` +
          "until it does, Pulumi keeps the values of new keys secret",
      ]);
    });

    it("does not warn if no warning was requested, nor about a class that is not installed", async () => {
      use.server
        .on(call, refusal(403, "no"))
        .on("GET /connector-plugins/a.C/config", refusal(404, "Unknown plugin"));
      expect(await use.cluster.keysOf("a.B", { quiet: true })).to.equal(undefined);
      expect(await use.cluster.keysOf("a.C")).to.equal(undefined);
      expect(use.log.lines.filter((line) => line.startsWith("warn"))).to.deep.equal([]);
    });

    it("validates an empty config on a Connect without that endpoint", async () => {
      const validate = "PUT /connector-plugins/a.B/config/validate";
      use.server.on(call, refusal(404, "HTTP 404 Not Found")).on(
        validate,
        json({
          configs: [
            { definition: known[0], value: null },
            { definition: null, value: null },
          ],
        }),
      );
      expect(await use.cluster.keysOf("a.B")).to.deep.equal(known);
      expect(use.server.bodyOf(validate)).to.deep.equal({ "connector.class": "a.B" });
    });
  });

  describe("waiting for the workers to catch up", () => {
    const HEALTH = "GET /health";

    it("polls a single worker four times, and waits no longer", async () => {
      use.server.on(HEALTH, json({ status: "healthy" }));
      await use.cluster.caughtUp(use.deadline);
      expect(use.server.log).to.deep.equal(Array(4).fill(HEALTH));
      expect(use.clock.sleeps.at(-1)).to.equal(0);
    });

    it("shares the rounds among all who wait", async () => {
      use.server.on(HEALTH, json({ status: "healthy" }));
      await Promise.all(Array.from({ length: 20 }, () => use.cluster.caughtUp(use.deadline)));
      expect(use.server.log.length).to.be.at.most(6);
    });

    it("waits two seconds if there are several workers", async () => {
      const status = sampleStatus("RUNNING", [{ state: "RUNNING", worker: "w2:8083" }]);
      use.server.on(LIST, json({ a: { status } })).on(HEALTH, json({ status: "healthy" }));
      await use.cluster.status("a", use.deadline);
      const since = use.clock.now();
      await use.cluster.caughtUp(use.deadline);
      expect(use.clock.now() - since).to.equal(2_000);
    });

    it("waits three seconds for a version without health checks", async () => {
      const since = use.clock.now();
      await use.cluster.caughtUp(use.deadline);
      expect(use.clock.now() - since).to.equal(3_000);
      expect(use.server.log).to.deep.equal([HEALTH]);
    });

    it("waits for a worker that is not healthy", async () => {
      const sick = json({ status: "unhealthy", message: "Health check timed out" }, 500);
      const starting = json({ status: "starting", message: "still reading" }, 503);
      use.server.on(HEALTH, starting, sick, sick, sick, sick, sick, json({ status: "healthy" }));
      await use.cluster.caughtUp(use.deadline);
      expect(use.server.log).to.have.length(10);
    });
  });

  it("exists once for each endpoint in this process, and again for other credentials", () => {
    const endpoint = { url: use.server.url };
    expect(clusterOf({ ...endpoint })).to.equal(clusterOf(endpoint));
    expect(clusterOf({ ...endpoint, bearerToken: "a" })).to.not.equal(clusterOf(endpoint));
    expect(clusterOf({ ...endpoint, id: "prod" }).id).to.equal("prod");
    expect(clusterOf(endpoint).id).to.equal(use.server.url);
  });
});

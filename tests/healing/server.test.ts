import type { Server } from "node:http";
import { expect } from "chai";
import { NO_MEMORY } from "../../healing/memory";
import { portOf, serve } from "../../healing/server";
import { FakeClock } from "../../testkit/fake-clock";

describe("the agent's server", () => {
  const clock = new FakeClock();
  const facts = { answers: false, statuses: new Map(), memory: NO_MEMORY, restarts: new Map() };
  let server: Server;

  before(async () => {
    const observed = { facts, polledAt: clock.now(), pollMs: 10_000 };
    server = await serve({ port: 0, host: "127.0.0.1" }, observed, clock);
  });
  after(() => server.close());

  const get = (path: string, method = "GET") =>
    fetch(`http://127.0.0.1:${portOf(server)}${path}`, { method });

  it("serves the metrics with Prometheus' content type", async () => {
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).to.contain("kafka_connect_healing_up 0");
  });

  it("is healthy while the agent polls, even if the cluster does not answer", async () => {
    expect((await get("/healthz")).status).to.equal(200);
    clock.advance(270_000); // Three calls that a worker gives up after 90 seconds.
    expect((await get("/healthz")).status).to.equal(200);
    clock.advance(330_000);
    expect((await get("/healthz")).status).to.equal(503);
  });

  it("serves no other path, and changes nothing", async () => {
    expect((await get("/")).status).to.equal(404);
    expect((await get("/metrics", "POST")).status).to.equal(405);
  });
});

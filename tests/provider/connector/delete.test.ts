import { expect } from "chai";
import { systemClock } from "../../../provider/core/clock";
import { DELETE_UNREACHABLE } from "../../../provider/connect/explain";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
  ScriptedServer,
} from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const STATUSES = "GET /connectors?expand=status";
const NAMES = "GET /connectors";
const DELETE = "DELETE /connectors/orders";
const STOP = "PUT /connectors/orders/stop";
const ALTER = "PATCH /connectors/orders/offsets";
const RESET = "DELETE /connectors/orders/offsets";
const GONE = refusal(404, "Connector orders not found");

async function dropping(work: () => Promise<void>): Promise<void> {
  process.env[DELETE_UNREACHABLE] = "true";
  try {
    await work();
  } finally {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a constant name
    delete process.env[DELETE_UNREACHABLE];
  }
}

describe("delete", () => {
  const { use, inputsOf, statuses, oldStateOf, created } = useLifecycle();
  const process_ = useFakeProcessLog();

  it("waits until the connector is gone", async () => {
    const props = await created(inputsOf());
    use.server.on(DELETE, empty()).on(NAMES, json(["orders"]), json(["orders"]), json([]));
    await lifecycle.delete("orders", props);
    expect(use.server.log).to.deep.equal([DELETE, NAMES, NAMES, NAMES]);
  });

  it("understands an old state, which contains all defaults", async () => {
    use.server.on(DELETE, empty()).on(NAMES, json([]));
    await lifecycle.delete("orders", oldStateOf(inputsOf(), "running"));
    expect(use.server.log).to.deep.equal([DELETE, NAMES]);
  });

  it("treats a missing connector as deleted", async () => {
    const props = await created(inputsOf());
    use.server.on(DELETE, html(504), GONE);
    await lifecycle.delete("orders", props);
    expect(use.server.log).to.deep.equal([DELETE, DELETE]);
  });

  it("fails if the list still contains the connector at the deadline", async () => {
    const props = await created(inputsOf({ timeouts: { delete: "5s" } }));
    use.server.on(DELETE, empty()).on(NAMES, json(["orders"]));
    expect((await thrownBy(() => lifecycle.delete("orders", props))).message).to.equal(
      `delete connector "orders": ${use.server.url} still lists it`,
    );
  });

  it("fails if the cluster is unreachable, and names a way to continue, which works", async () => {
    const gone = await ScriptedServer.start();
    const { url } = gone;
    await gone.close();
    const props = { ...(await created(inputsOf())), cluster: { url } };
    const error = await thrownBy(() => lifecycle.delete("orders", props));
    expect(error.message).to.match(
      /ECONNREFUSED.*\n.*cannot be reached.*\nIf the Connect cluster at /,
    );
    expect(error.message).to.contain(`set ${DELETE_UNREACHABLE}=true`);
    await dropping(() => lifecycle.delete("orders", props));
    expect(process_.log.lines.at(-1)).to.equal(
      `warn: connector "orders" was removed from the state because Kafka Connect at ${url} does not answer`,
    );
  });

  describe("behind a load balancer without a cluster", () => {
    const away: [string, Reply][] = [
      ["502", html(502)],
      ["503", html(503)],
      ["504", html(504)],
      ["404 of a default backend", empty(404)],
      ["a reset", reset],
      ["a page", html(200)],
    ];
    for (const [what, reply] of away) {
      it(`fails within a minute and names a variable, which then works: ${what}`, async () => {
        const props = await created(inputsOf());
        use.server.on(DELETE, reply);
        const since = systemClock.now();
        const error = await thrownBy(() => lifecycle.delete("orders", props));
        expect(systemClock.now() - since).to.be.at.most(60_000);
        expect(error.message).to.contain(`set ${DELETE_UNREACHABLE}=true`);
        await dropping(() => lifecycle.delete("orders", props));
        expect(process_.log.lines.at(-1)).to.match(
          /^warn: connector "orders" was removed from the state because /,
        );
      });
    }

    const alive: [string, Reply][] = [
      ["401", empty(401)],
      ["403 of a firewall", html(403)],
      ["a login page", html(200, "Sign in")],
      ["a redirect", (response) => void response.writeHead(302, { Location: "/login" }).end()],
    ];
    for (const [what, reply] of alive) {
      it(`removes nothing from the state that may still exist, and names both ways to continue: ${what}`, async () => {
        const props = await created(inputsOf());
        use.server.on(DELETE, reply);
        const error = await thrownBy(() => dropping(() => lifecycle.delete("orders", props)));
        expect(error.message).to.match(/check cluster\.basicAuth/);
        expect(error.message).to.contain("`pulumi state delete <URN>`");
        expect(error.message).to.not.contain(DELETE_UNREACHABLE);
      });
    }

    const CHECKS = [
      400, 401, 403, 405, 407, 408, 413, 414, 418, 429, 431, 500, 501, 502, 503, 504, 520,
    ];
    const MAY_BE_GONE = [400, 405, 408, 418, 500, 501, 502, 503, 504, 520];
    const bodies: [string, (status: number) => Reply][] = [
      ["a page", (status) => html(status)],
      ["no body", (status) => empty(status)],
      ["JSON that is not Connect's", (status) => json({ error: "hunter2" }, status)],
    ];
    for (const [body, reply] of bodies) {
      it(`names a way out for every status with ${body}`, async () => {
        const props = await created(inputsOf({ timeouts: { delete: "50s" } }));
        for (const status of CHECKS) {
          use.server.on(DELETE, reply(status));
          const { message } = await thrownBy(() => lifecycle.delete("orders", props));
          const gone = MAY_BE_GONE.includes(status);
          const ways = [`set ${DELETE_UNREACHABLE}=true`, "`pulumi state delete <URN>`"];
          expect(
            ways.filter((way) => message.includes(way)),
            `${status}: ${message}`,
          ).to.deep.equal(gone ? [ways[0]] : [ways[1]]);
          expect(message).to.not.contain("hunter2");
          const dropped = dropping(() => lifecycle.delete("orders", props)).then(
            () => true,
            () => false,
          );
          expect(await dropped, String(status)).to.equal(gone);
        }
      });
    }

    it("drops nothing for any status with which Connect itself answers", async () => {
      const props = await created(inputsOf({ timeouts: { delete: "50s" } }));
      for (const status of [400, 401, 403, 405, 409, 429, 500, 503]) {
        use.server.on(DELETE, refusal(status, "no"));
        const error = await thrownBy(() => dropping(() => lifecycle.delete("orders", props)));
        expect(error.message, String(status)).to.contain(String(status));
      }
    });

    it("names the way to continue if another service answers at the address", async () => {
      const props = await created(inputsOf());
      use.server.on(DELETE, refusal(404, "HTTP 404 Not Found"));
      const error = await thrownBy(() => dropping(() => lifecycle.delete("orders", props)));
      expect(error.message).to.contain("`pulumi state delete <URN>`");
    });

    it("names the variable if the cluster becomes unreachable before the list shows the delete", async () => {
      const props = await created(inputsOf());
      use.server.on(DELETE, empty()).on(NAMES, empty());
      const error = await thrownBy(() => lifecycle.delete("orders", props));
      expect(error.message).to.contain(`set ${DELETE_UNREACHABLE}=true`);
      await dropping(() => lifecycle.delete("orders", props));
    });

    it("removes nothing from the state if Connect itself refuses", async () => {
      const props = await created(inputsOf());
      use.server.on(DELETE, refusal(400, "no"));
      await thrownBy(() => dropping(() => lifecycle.delete("orders", props)));
    });
  });

  describe("with onDelete.resetOffsets", () => {
    const inputs = () => inputsOf({ onDelete: { resetOffsets: true } });

    beforeEach(() =>
      use.server.on(ALTER, refusal(400, "Partitions / offsets need to be provided")),
    );

    it("stops the connector and resets its offsets first", async () => {
      const props = await created(inputs());
      use.server
        .on(STOP, empty())
        .on(STATUSES, statuses("RUNNING"), statuses("STOPPED", []))
        .on(RESET, json({ message: "reset" }))
        .on(DELETE, empty())
        .on(NAMES, json([]));
      await lifecycle.delete("orders", props);
      expect(use.server.writes).to.deep.equal([STOP, RESET, DELETE]);
    });

    it("treats a missing connector as deleted", async () => {
      const props = await created(inputs());
      use.server.on(STOP, refusal(404, "Unknown connector orders"));
      await lifecycle.delete("orders", props);
      expect(use.server.writes).to.deep.equal([STOP]);
    });

    it("deletes nothing when the offsets cannot be reset", async () => {
      const props = await created(inputs());
      use.server
        .on(STOP, empty())
        .on(STATUSES, statuses("STOPPED", []))
        .on(RESET, refusal(400, "no"));
      const error = await thrownBy(() => lifecycle.delete("orders", props));
      expect(error.message).to.contain(`delete connector "orders" on ${use.server.url}: ${RESET}`);
      expect(use.server.writes).to.deep.equal([STOP, RESET]);
    });

    it("reports a connector that does not stop in time", async () => {
      const props = await created({ ...inputs(), timeouts: { delete: "5s" } });
      use.server.on(STOP, empty()).on(STATUSES, statuses("STOPPED", ["RUNNING"]));
      const error = await thrownBy(() => lifecycle.delete("orders", props));
      expect(error.message).to.contain(
        "did not reach state stopped in time: it still has 1 task(s)",
      );
    });
  });
});

import { expect } from "chai";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../../provider/connector/outputs";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { LIST } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal } from "../../../testkit/connect/scripted-server";
import { UNKNOWN } from "../../../provider/core/unknown";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const DELETE = "DELETE /connectors/orders";
const STAYS = /connector "orders" stays on .*: another resource of this program manages it/;

describe("two resources of one run for the same connector", () => {
  const { use, inputsOf, wireOf, listed, created } = useLifecycle();
  const process_ = useFakeProcessLog();
  const adopting = () => inputsOf({ adopt: true });
  let old: Props<Outputs>;

  /** Connect has "orders", as it was declared. */
  beforeEach(async () => {
    old = await created(adopting());
    const info = { name: "orders", type: "source", tasks: [], config: wireOf(adopting()) };
    use.server
      .on(POST, refusal(409, "Connector orders already exists"))
      .on("GET /connectors/orders", json(info))
      .on(LIST, listed(adopting()))
      .on("GET /", json({ version: "4.1.0", kafka_cluster_id: "k1" }))
      .on(DELETE, empty())
      .on("GET /connectors", json([]));
  });

  const checkNew = (inputs = adopting()) => lifecycle.check({}, { ...inputs });

  it("keep it if one has adopted it before the other is deleted", async () => {
    await checkNew();
    const { outs } = await lifecycle.create(adopting());
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([POST]);
    expect(process_.log.lines.join("\n")).to.match(STAYS);
    expect(outs).to.include({ connectorName: "orders" });
  });

  it("keep it if both happen at the same time", async () => {
    await checkNew();
    await Promise.all([lifecycle.create(adopting()), lifecycle.delete("orders", old)]);
    expect(use.server.writes).to.deep.equal([POST]);
  });

  it("keep it if the delete comes first", async () => {
    await checkNew();
    await lifecycle.delete("orders", old);
    await lifecycle.create(adopting());
    expect(use.server.writes).to.deep.equal([POST]);
  });

  it("keep it if the adopted connector stayed unhealthy", async () => {
    const failed = { state: "FAILED", worker_id: "w", trace: "a.B: no" };
    const status = { name: "orders", type: "source", connector: failed, tasks: [] };
    use.server.on("GET /connectors?expand=status", json({ orders: { status } }));
    const never = { ...adopting(), restartPolicy: { type: "Never", maxRetry: 0 } } as const;
    use.server.on("POST /connectors/orders/restart?includeTasks=true&onlyFailed=true", json({}));
    await thrownBy(() => lifecycle.create(never));
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.not.include(DELETE);
  });

  it("keep it if an earlier run adopted it and was interrupted before the delete", async () => {
    const { __provider: _, ...inputs } = adopting();
    await lifecycle.check({ ...inputs }, adopting() as never);
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([]);
  });

  it("keep it if they use different addresses of the cluster", async () => {
    const cluster = { url: use.server.url.replace("127.0.0.1", "localhost") };
    await lifecycle.create(inputsOf({ adopt: true, cluster }));
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([POST]);
  });

  for (const adopt of [true, false]) {
    it(`keep it, and the delete fails, if the new one could not get it (adopt: ${String(adopt)})`, async () => {
      use.server.on("GET /connectors/orders", empty(401));
      await thrownBy(() => lifecycle.create(inputsOf({ adopt })));
      const error = await thrownBy(() => lifecycle.delete("orders", old));
      expect(error.message).to.equal(
        `delete connector "orders": it stays on ${use.server.url}, because another resource of this ` +
          'program declares the connector "orders" and failed in this run. Correct that resource and run ' +
          "`pulumi up` again.",
      );
      expect(use.server.writes).to.deep.equal([POST]);
    });
  }

  it("are refused if both adopt it, and the second one changes nothing", async () => {
    const { outs } = await lifecycle.create(adopting());
    const error = await thrownBy(() => lifecycle.create(inputsOf({ adopt: true, tasksMax: 9 })));
    expect(error.message).to.equal(
      `create connector "orders": another resource of this program manages it on ${use.server.url} already. ` +
        "Remove one of the two from the program, or give it another name.",
    );
    expect(use.server.writes).to.deep.equal([POST, POST]);
    await lifecycle.delete("orders", old);
    expect(process_.log.lines.join("\n")).to.match(STAYS);
    expect(outs).to.include({ connectorName: "orders" });
  });

  it("are refused if one creates it and the other would adopt it", async () => {
    use.server.on(POST, json({ name: "orders", type: "source", tasks: [], config: {} }, 201));
    await lifecycle.create(inputsOf());
    use.server.on(POST, refusal(409, "Connector orders already exists"));
    for (const adopt of [true, false]) {
      const error = await thrownBy(() => lifecycle.create(inputsOf({ adopt })));
      expect(error.message).to.contain("another resource of this program manages it");
    }
  });

  type Changes = Readonly<Record<string, unknown>>;
  const pairs: [string, Changes, Changes][] = [
    ["and both adopt it", { adopt: true, tasksMax: 2 }, { adopt: true }],
    ["and one adopts it", { tasksMax: 2 }, { adopt: true }],
    ["and neither adopts it", { tasksMax: 2 }, { tasksMax: 3 }],
  ];
  for (const [what, one, other] of pairs) {
    it(`cause a warning if they declare it with different arguments ${what}`, async () => {
      for (const __preview of [true, undefined]) {
        process_.log.lines.length = 0;
        await lifecycle.check({}, { ...inputsOf(one), __preview });
        expect(process_.log.lines.join("\n")).to.not.contain("two resources");
        await lifecycle.check({}, { ...inputsOf(other), __preview });
        expect(process_.log.lines.join("\n")).to.contain(
          `two resources of this program declare the connector "orders" on ${use.server.url}: `,
        );
      }
    });
  }

  it("are not one resource that is checked in preview and update, or replaced", async () => {
    const { __provider: _, ...inputs } = adopting();
    await lifecycle.check({ ...inputs }, { ...adopting(), tasksMax: UNKNOWN, __preview: true });
    await lifecycle.check({ ...inputs }, { ...adopting() });
    await lifecycle.check({}, { ...adopting() });
    expect(process_.log.lines.join("\n")).to.not.contain("two resources");
  });

  for (const adopt of [true, false]) {
    it(`count as one in a forced replacement, which deletes and creates it (adopt: ${String(adopt)})`, async () => {
      const { __provider: _, ...inputs } = inputsOf({ adopt });
      const props = await created(inputsOf({ adopt }));
      await lifecycle.check({ ...inputs }, inputsOf({ adopt }) as never);
      await lifecycle.check({}, inputsOf({ adopt }) as never);
      await lifecycle.delete("orders", props);
      expect(use.server.writes).to.deep.equal([DELETE]);
      expect(process_.log.lines.join("\n")).to.not.match(STAYS);
      use.server.on(POST, json({ name: "orders", type: "source", tasks: [], config: {} }, 201));
      await lifecycle.create(inputsOf({ adopt }));
      expect(use.server.writes).to.deep.equal([DELETE, POST]);
    });

    it(`count as one in a forced replacement of which only the first check is known (adopt: ${String(adopt)})`, async () => {
      const { __provider: _, ...inputs } = inputsOf({ adopt });
      const props = await created(inputsOf({ adopt }));
      await lifecycle.check({ ...inputs }, inputsOf({ adopt }) as never);
      await lifecycle.delete("orders", props);
      await lifecycle.create(inputsOf({ adopt }));
      expect(use.server.writes).to.deep.equal([DELETE, POST]);
    });
  }

  const undone: [string, Changes, Changes][] = [
    ["a key", { config: { topic: "b", retries: 1 } }, { config: { topic: "b", retries: 2 } }],
    ["a new key", { config: { topic: "b" } }, { config: { topic: "b", retries: 2 } }],
    ["an argument", { config: { topic: "b" } }, { config: { topic: "b" }, waitFor: "none" }],
  ];
  for (const adopt of [true, false]) {
    for (const [what, ignoring, program] of undone) {
      it(`are one in a forced replacement that ignores the change of ${what} (adopt: ${String(adopt)})`, async () => {
        const before = inputsOf({
          adopt,
          config: {
            topic: "a",
            ...("retries" in (ignoring.config as object) ? { retries: 1 } : {}),
          },
        });
        const props = await created(before);
        await lifecycle.check({ ...before }, inputsOf({ adopt, ...ignoring }) as never);
        await lifecycle.check({}, inputsOf({ adopt, ...program }) as never);
        await lifecycle.delete("orders", props);
        use.server.on(POST, json({ name: "orders", type: "source", tasks: [], config: {} }, 201));
        await lifecycle.create(inputsOf({ adopt, ...program }));
        expect(use.server.writes).to.deep.equal([DELETE, POST]);
        expect(process_.log.lines.join("\n")).to.not.match(STAYS).and.not.contain("two resources");
      });
    }
  }

  it("are two when the second one differs in what the first one changes", async () => {
    await lifecycle.check({ ...inputsOf() }, inputsOf({ tasksMax: 2 }) as never);
    await lifecycle.check({}, inputsOf({ tasksMax: 3 }) as never);
    expect(process_.log.lines.join("\n")).to.contain("two resources");
  });

  it("are two when the first one does not change", async () => {
    await lifecycle.check({ ...inputsOf() }, inputsOf() as never);
    await lifecycle.check({}, inputsOf({ adopt: true, tasksMax: 3 }) as never);
    expect(process_.log.lines.join("\n")).to.contain("two resources");
  });

  it("do not let a third one delete it after the second one wants to adopt it", async () => {
    await lifecycle.check({ ...inputsOf() }, inputsOf({ tasksMax: 2 }) as never);
    await checkNew();
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([]);
  });

  it("do not prevent a resource from deleting what it created in the same process", async () => {
    const props = await created(inputsOf());
    await lifecycle.delete("orders", props);
    use.server.on(POST, json({ name: "orders", type: "source", tasks: [], config: {} }, 201));
    const { outs } = await lifecycle.create(inputsOf());
    await lifecycle.delete("orders", outs as Props<Outputs>);
    expect(use.server.writes).to.deep.equal([DELETE, POST, DELETE]);
  });

  it("do not prevent a delete on another cluster", async () => {
    const cluster = { url: "http://127.0.0.1:1" };
    await lifecycle.check({}, { ...adopting(), cluster });
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("do not prevent the delete of a name that another one takes without adopt", async () => {
    await checkNew(inputsOf());
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });
});

import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { setEngineAddress } from "../../../provider/core/engine-address";
import { Peers } from "../../../provider/core/peers";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Known, Question } from "../../../provider/connector/other-processes";
import type { How } from "../../../provider/connector/this-run";
import { LIST } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal } from "../../../testkit/connect/scripted-server";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const DELETE = "DELETE /connectors/orders";

describe("a connector that another provider process of the same run manages", () => {
  const { use, inputsOf, wireOf, listed, statuses, created } = useLifecycle();
  const process_ = useFakeProcessLog();
  let run: string;
  /** What the other process is asked. */
  let asked: Question[];

  beforeEach(() => {
    run = randomUUID();
    asked = [];
    use.server
      .on(DELETE, empty())
      .on("GET /connectors", json([]))
      .on("GET /", json({ version: "4.1.0", kafka_cluster_id: "k1" }));
  });
  afterEach(() => setEngineAddress(undefined));

  /** Its answers, one after the other; the last one is repeated. */
  async function answers(...all: (Partial<Known> | "nothing")[]): Promise<void> {
    setEngineAddress(run);
    await new Peers(run).join((question) => {
      asked.push(question as Question);
      const next = all.length > 1 ? all.shift() : all[0];
      if (next === "nothing") throw new Error("it cannot answer");
      return { claims: [], creates: false, deletes: false, ...next };
    });
  }
  const claimed = (how: How, url = use.server.url) => ({ claims: [{ cluster: { url }, how }] });

  for (const how of ["adopting", "adopted", "kept", "created"] as const) {
    it(`stays if a resource there has it: ${how}`, async () => {
      const old = await created(inputsOf());
      await answers(claimed(how));
      await lifecycle.delete("orders", old);
      expect(use.server.writes).to.deep.equal([]);
      expect(process_.log.lines.at(-1)).to.match(
        /connector "orders" stays on .*: another resource/,
      );
    });
  }

  it("stays if a resource there failed to adopt it, and the delete fails", async () => {
    const old = await created(inputsOf());
    await answers(claimed("refused"));
    const { message } = await thrownBy(() => lifecycle.delete("orders", old));
    expect(message).to.contain("failed in this run. Correct that resource");
    expect(use.server.writes).to.deep.equal([]);
  });

  it("stays if that process is alive but does not answer, and the delete fails", async () => {
    const old = await created(inputsOf());
    await answers("nothing");
    const { message } = await thrownBy(() => lifecycle.delete("orders", old));
    expect(message).to.contain(
      "does not answer, and may manage this connector. Nothing was changed",
    );
    expect(use.server.writes).to.deep.equal([]);
  });

  it("is deleted if no resource there has it, and the question contains no credential", async () => {
    const basicAuth = { username: "app", password: "hunter2-of-a-question" };
    const cluster = { url: use.server.url, basicAuth };
    const old = await created(inputsOf({ cluster }));
    await answers({});
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([DELETE]);
    const place = { url: use.server.url };
    expect(asked).to.deep.equal([{ about: "delete", name: "orders", cluster: place }]);
  });

  it("is deleted if the one there is another connector of the same name", async () => {
    const old = await created(inputsOf());
    await answers(claimed("adopted", "http://127.0.0.1:1"));
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("is deleted only after its create there has succeeded or failed", async () => {
    const old = await created(inputsOf());
    await answers({ creates: true }, { creates: true }, claimed("adopted"));
    await lifecycle.delete("orders", old);
    expect(use.server.writes).to.deep.equal([]);
    expect(asked).to.have.length(3);
  });

  it("is created if it was found while a resource there was deleting it", async () => {
    const inputs = inputsOf({ adopt: true });
    const info = { name: "orders", type: "source", tasks: [], config: wireOf(inputs) };
    await answers({ deletes: true }, { deletes: true }, {});
    use.server
      .on(POST, refusal(409, "Connector orders already exists"), json(info, 201))
      .on("GET /connectors/orders", json(info))
      .on(LIST, listed(inputs))
      .on("GET /connectors?expand=status", statuses("RUNNING"));
    await lifecycle.create(inputs);
    expect(use.server.writes).to.deep.equal([POST, POST]);
  });

  it("is deleted by the create that replaces the resource there", async () => {
    setEngineAddress(run);
    await lifecycle.check(inputsOf(), { ...inputsOf() });
    const cluster = { url: use.server.url };
    const other = new Peers(run);
    await other.join(() => ({ claims: [], creates: false, deletes: false }));
    const [known] = (await other.ask({ about: "delete", name: "orders", cluster })) as Known[];
    expect(known?.claims.map(({ how }) => how)).to.deep.equal(["kept"]);
    use.server
      .on(POST, json({ name: "orders", type: "source", tasks: [], config: {} }, 201))
      .on("GET /connectors?expand=status", statuses("RUNNING"));
    await lifecycle.create(inputsOf());
    expect(use.server.writes).to.deep.equal([DELETE, POST]);
  });
});

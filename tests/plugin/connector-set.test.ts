import { expect } from "chai";
import { partsOfSets } from "../../plugin/connector-set";
import { opened } from "../../plugin/wire";
import { markedSecret } from "../../provider/core/secret-mark";
import { UNKNOWN } from "../../provider/core/unknown";
import type { Raw } from "../../provider/core/values";
import { useLifecycle } from "../../testkit/connectors/lifecycle";
import { json } from "../../testkit/connect/scripted-server";
import { thrownBy } from "../../testkit/thrown";

const CLASS = "org.example.OrdersSource";
const KEYS = `GET /connector-plugins/${CLASS}/config`;
const VALIDATE = `PUT /connector-plugins/${CLASS}/config/validate`;

describe("the connectors of a set of the plugin", () => {
  const { use } = useLifecycle();
  const nothing = opened({});
  const preview = { preview: true, timeout: 0 };

  beforeEach(() => {
    use.server
      .on(KEYS, json([{ name: "phrase", type: "PASSWORD" }]))
      .on(VALIDATE, json({ error_count: 0, configs: [] }));
  });

  /** With the credentials of the provider's configuration. */
  const set = () =>
    partsOfSets({ url: use.server.url, bearerToken: "hunter2-token" }).ConnectorSetMembers;

  async function checked(connectors: unknown): Promise<Raw> {
    const { inputs, failures } = await set().check("set", nothing, opened({ connectors }));
    expect(failures).to.deep.equal([]);
    return inputs;
  }

  it("are secret value by value: by mark, by name and by Connect's type", async () => {
    const config = {
      topic: "orders",
      harmless: markedSecret("hunter1"),
      "db.password": "hunter2",
      phrase: "hunter3",
    };
    const inputs = await checked({ a: { class: CLASS, config }, b: { class: CLASS, config: {} } });
    expect(inputs.cluster).to.deep.equal({ url: use.server.url });
    expect(inputs.connectors).to.deep.equal({
      a: {
        class: CLASS,
        state: "running",
        config: {
          topic: "orders",
          harmless: markedSecret("hunter1"),
          "db.password": markedSecret("hunter2"),
          phrase: markedSecret("hunter3"),
        },
      },
      b: { class: CLASS, state: "running", config: {} },
    });
  });

  it("are secret value by value even if a whole config, or a list in it, is secret", async () => {
    const config = markedSecret({ topic: "a", b: "c" });
    const inputs = await checked({
      a: { class: CLASS, config },
      b: { class: CLASS, config: {}, restartTriggers: ["a", markedSecret("hunter2")] },
    });
    expect(inputs.connectors).to.deep.include({
      a: {
        class: CLASS,
        state: "running",
        config: { topic: markedSecret("a"), b: markedSecret("c") },
      },
      b: {
        class: CLASS,
        state: "running",
        config: {},
        restartTriggers: markedSecret(["a", "hunter2"]),
      },
    });
  });

  it("may be unknown in a preview: all of them, one, or a part of one", async () => {
    for (const connectors of [
      UNKNOWN,
      { a: UNKNOWN },
      { a: { class: CLASS, config: UNKNOWN } },
      { a: { class: UNKNOWN, config: { topic: UNKNOWN, "db.password": markedSecret(UNKNOWN) } } },
    ]) {
      const inputs = await checked(connectors);
      const { outs } = await set().create(opened(inputs), preview);
      expect(outs).to.include({ connectors: UNKNOWN, clusterId: use.server.url });
    }
  });

  it("show a change at its path, and only that", async () => {
    const before = await checked({ a: { class: CLASS, config: { topic: "orders" } } });
    const member = { class: CLASS, config: { topic: "returns" } };
    const now = await checked({ a: member, "b.c": { class: CLASS, config: {} } });
    const known = { ...before, clusterId: use.server.url, workers: [] };
    const { changes, replaces } = await set().diff(
      use.server.url,
      opened(known),
      opened(now),
      opened(before),
    );
    expect(replaces).to.deep.equal([]);
    expect(Object.fromEntries(changes)).to.deep.equal({
      "connectors.a.config.topic": "update",
      'connectors["b.c"]': "add",
    });
  });

  it("fail a preview with the path of what Connect refuses", async () => {
    const value = { name: "topic", value: null, errors: ["Invalid value null"] };
    use.server.on(
      VALIDATE,
      json({ error_count: 1, configs: [{ definition: { name: "topic" }, value }] }),
    );
    const inputs = await checked({ a: { class: CLASS, config: { topic: "orders" } } });
    const failed = await thrownBy(() => set().create(opened(inputs), preview));
    expect(failed.message).to.contain('connectors["a"].config["topic"]: Invalid value null');
  });

  it("cannot be imported, and say what to do instead", async () => {
    const failed = await thrownBy(() => set().read("set", nothing, nothing));
    expect(failed.message).to.contain("`adopt: true`");
  });
});

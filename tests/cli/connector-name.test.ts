import { expect } from "chai";
import { findConnector } from "../../cli/connector-name";
import type { DeclaredConnector } from "../../cli/stack-state";
import { connectApi } from "../../provider/connect/api";
import { createSend } from "../../provider/connect/http";
import { NAMES } from "../../testkit/connect/scripted-cluster";
import { html, json, refusal, useServer } from "../../testkit/connect/scripted-server";
import { sampleInfo, sampleStatus } from "../../testkit/connectors/samples";
import { thrownBy } from "../../testkit/thrown";

const gone = refusal(404, "No status found for connector");
const missing = refusal(404, "Connector not found");

describe("the connector that a command names", () => {
  const use = useServer();
  const declare = (resource: string, name: string, more: object = {}): DeclaredConnector => ({
    ...{ resource, name, state: "running", makesTasks: true, secretKeys: [] },
    ...more,
  });
  const declared = [
    declare("orders", "shop-orders"),
    declare("clash", "other"),
    declare("all", "in-a-set", { ofSet: true }),
    declare("team/orders", "team-orders"),
  ];
  const find = (wanted: string) =>
    findConnector(
      wanted,
      { endpoint: { url: use.server.url }, declared },
      connectApi(createSend({ url: use.server.url })),
    );
  const status = (name: string) => `GET /connectors/${name}/status`;
  const info = (name: string) => `GET /connectors/${name}`;

  /** On a cluster with these connectors; the second kind has no status yet. */
  function on(running: readonly string[], quiet: readonly string[] = []): void {
    for (const name of ["orders", "shop-orders", "clash", "other", "in-a-set", "team-orders"]) {
      const exists = running.includes(name) || quiet.includes(name);
      use.server
        .on(
          status(name),
          running.includes(name) ? json(sampleStatus("RUNNING", [], { name })) : gone,
        )
        .on(info(name), exists ? json(sampleInfo({ name })) : missing);
    }
    use.server.on(NAMES, json([...running, ...quiet]));
  }

  type Case = [string, string, string[], string[], string, string[]];
  const cases: Case[] = [
    ["its own name", "orders", ["orders"], [], "orders", [status("orders")]],
    ["a name of a set", "in-a-set", ["in-a-set"], [], "in-a-set", [status("in-a-set")]],
    [
      "its own name, before it has a status",
      "orders",
      [],
      ["orders"],
      "orders",
      [status("orders"), info("orders")],
    ],
    [
      "its resource",
      "orders",
      ["shop-orders"],
      [],
      "shop-orders",
      [status("orders"), info("orders"), status("shop-orders")],
    ],
    [
      "a resource whose name the REST API cannot address",
      "team/orders",
      ["team-orders"],
      [],
      "team-orders",
      [status("team-orders")],
    ],
    [
      "another connector than the resource",
      "clash",
      ["clash", "other"],
      [],
      "clash",
      [status("clash")],
    ],
    [
      "another connector than the resource, before that has a status",
      "clash",
      ["other"],
      ["clash"],
      "clash",
      [status("clash"), info("clash")],
    ],
  ];
  for (const [what, wanted, running, quiet, name, calls] of cases) {
    it(`is found by ${what}, with calls for it alone`, async () => {
      on(running, quiet);
      const found = await find(wanted);
      expect(found.name).to.equal(name);
      expect(found.status === undefined).to.equal(quiet.includes(name));
      expect(found.declared?.name).to.equal(declared.find((one) => one.name === name)?.name);
      expect(use.server.log).to.deep.equal(calls);
    });
  }

  it("is suggested from the names alone when it does not exist", async () => {
    on(["order"]);
    use.server.on(status("ordesr"), gone).on(info("ordesr"), missing);
    expect((await thrownBy(() => find("ordesr"))).message).to.contain('"order"');
    expect(use.server.log).to.deep.equal([status("ordesr"), info("ordesr"), NAMES]);
  });

  it("is reported as being only in the stack when its resource names a deleted connector", async () => {
    on([]);
    const { message } = await thrownBy(() => find("orders"));
    expect(message).to.contain('connector "shop-orders" is in the stack, but not on');
  });

  it("counts as missing only if Kafka Connect itself says so", async () => {
    for (const reply of [html(404), refusal(403, "no"), refusal(400, "no")]) {
      on(["shop-orders"]);
      use.server.on(status("orders"), reply);
      expect((await thrownBy(() => find("orders"))).name).to.equal("ConnectError");
    }
  });
});

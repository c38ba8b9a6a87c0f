import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import { perform } from "../../../provider/connector/perform";
import { adoptionOf, changeBetween, plan, type Step } from "../../../provider/connector/plan";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { infoOf, operationOn, useCluster } from "../../../testkit/connect/scripted-cluster";
import { empty, html, json, refusal } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const PATCH = "PATCH /connectors/orders/config";
const running = sampleStatus("RUNNING");

/** Keys that others own, on a server that hides their values. */
describe("an ignored key", () => {
  const use = useCluster();
  const ignoring = (config: object, more: object = {}) =>
    sampleInputs({ ignoreKeys: ["team.*"], config, ...more });
  const old = ignoring({ topic: "old", gone: "1", p: "a" }, { secretKeys: ["p"] });
  const stepFor = (live: Record<string, string>, wanted = ignoring({ topic: "new", p: "a" })) =>
    plan({ info: infoOf(old, live), status: running }, wanted, changeBetween(old, wanted))[0];

  const cases: [string, Record<string, string>, object, Record<string, string | null>][] = [
    ["a changed key and a removed key", {}, { topic: "new", p: "a" }, { topic: "new", gone: null }],
    [
      "a key that somebody added",
      { x: "1" },
      { topic: "new", gone: "1", p: "a" },
      { topic: "new", x: null },
    ],
    [
      "an unchanged hidden secret",
      { p: "****" },
      { topic: "new", gone: "1", p: "a" },
      { topic: "new" },
    ],
    ["a changed hidden secret", { p: "****" }, { topic: "old", gone: "1", p: "b" }, { p: "b" }],
  ];
  for (const [what, live, config, patch] of cases) {
    it(`is not touched by a patch for ${what}`, () => {
      const wanted = ignoring(config, { secretKeys: ["p"] });
      expect(stepFor({ "team.password": "****", "team.size": "1", ...live }, wanted)).to.deep.equal(
        {
          do: "patchConfig",
          patch,
          hidden: ["team.password"],
          showsSecrets: live.p !== "****",
          whole: { "team.size": "1", ...wireConfig(wanted) },
          before: wireConfig(old),
        },
      );
    });
  }

  it("is not touched by a patch when the connector is adopted", () => {
    const wanted = ignoring({ topic: "new" }, { adopt: true });
    const info = infoOf(ignoring({ topic: "old" }), { "team.password": "****" });
    const [step] = plan({ info, status: running }, wanted, adoptionOf(info, wanted));
    expect(step).to.deep.include({ do: "patchConfig", patch: { topic: "new" } });
  });

  // A server may hide it in a way that nobody knows, or leave it out.
  for (const [what, live] of [
    ["can be seen", { "team.password": "theirs" }],
    ["has an unknown mask", { "team.password": "concealed-by-acme" }],
    ["is omitted by the server", {}],
  ] as const) {
    it(`is not touched by a patch when it ${what}`, () => {
      const wanted = ignoring({ topic: "new", p: "a" });
      expect(stepFor(live, wanted)).to.deep.include({
        do: "patchConfig",
        patch: { topic: "new", gone: null },
        hidden: [],
        whole: { ...live, ...wireConfig(wanted) },
      });
    });
  }

  it("is validated before a stop only if the whole config is visible", () => {
    const stopping = ignoring({ topic: "new" }, { state: "stopped" });
    const seen = { "team.size": "1" };
    expect(stepFor(seen, stopping)).to.deep.equal({
      do: "validate",
      config: { ...seen, ...wireConfig(stopping) },
    });
    expect(stepFor({ "team.password": "****" }, stopping)?.do).to.equal("setState");
  });

  const step: Step = {
    do: "patchConfig",
    patch: { topic: "new" },
    hidden: ["team.password"],
    showsSecrets: false,
    whole: { topic: "new" },
    before: {},
  };
  const write = (more: object = {}) =>
    perform(operationOn(use.cluster, ignoring({ topic: "new" })), [
      { ...step, ...more },
      { do: "wait", ranBefore: false },
    ]);

  it("is never written: only the other keys are sent", async () => {
    use.server
      .on(PATCH, json(infoOf(old)))
      .on("GET /connectors?expand=status", json({ orders: { status: running } }));
    await write();
    expect(use.server.writes).to.deep.equal([PATCH]);
    expect(use.server.bodyOf(PATCH)).to.deep.equal({ topic: "new" });
  });

  for (const [what, reply] of [
    ["an older Kafka Connect", refusal(405, "HTTP 405 Method Not Allowed")],
    ["a gateway that does not support PATCH", html(405)],
    ["a firewall that refuses PATCH", html(403)],
    [
      "a gateway that refuses PATCH in JSON",
      json({ message: "Missing Authentication Token" }, 403),
    ],
    ["a server that does not know the path", refusal(404, "HTTP 404 Not Found")],
    ["an empty 501", empty(501)],
  ] as const) {
    it(`is named, and nothing is written, if hidden by ${what}`, async () => {
      use.server.on(PATCH, reply);
      const { message } = await thrownBy(() => write());
      expect(message).to.contain('would lose config["team.password"]');
      expect(message).to.contain("Kafka Connect 3.8");
      expect(use.server.writes.every((call) => call === PATCH)).to.equal(true);
    });

    it(`is written with the whole config if visible with ${what}`, async () => {
      const PUT = "PUT /connectors/orders/config";
      use.server
        .on(PATCH, reply)
        .on(PUT, json(infoOf(old)))
        .on("GET /connectors?expand=status", json({ orders: { status: running } }));
      const whole = { topic: "new", "team.size": "1" };
      await write({ hidden: [], whole });
      expect(use.server.bodyOf(PUT)).to.deep.equal(whole);
    });
  }

  type Unsure = [what: string, whole: Record<string, string>, more: object, written: boolean];
  const unsure: Unsure[] = [
    ["a secret because of its name", { "team.password": "concealed-by-acme" }, {}, false],
    ["a password according to its class", { "team.pin": "concealed-by-acme" }, {}, false],
    ["a secret because of its form", { "team.url": "https://app:hunter2@db/" }, {}, false],
    ["a reference", { "team.password": "${file:/a:b}" }, {}, true],
    ["not a secret", { "team.size": "7" }, {}, true],
    [
      "a secret on a server that shows our own secrets",
      { "team.password": "hunter2-theirs" },
      { showsSecrets: true },
      true,
    ],
  ];
  for (const [what, theirs, more, written] of unsure) {
    it(`is ${written ? "" : "not "}written without PATCH when it is ${what}`, async () => {
      const PUT = "PUT /connectors/orders/config";
      const keys = [{ name: "team.pin", type: "PASSWORD" }];
      use.server
        .on(PATCH, html(403))
        .on(PUT, json(infoOf(old)))
        .on("GET /connector-plugins/org.example.OrdersSource/config", json(keys))
        .on("GET /connectors?expand=status", json({ orders: { status: running } }));
      const whole = { topic: "new", ...theirs };
      const done = () => write({ hidden: [], whole, ...more });
      if (written) {
        await done();
        expect(use.server.bodyOf(PUT)).to.deep.equal(whole);
      } else {
        const { message } = await thrownBy(done);
        expect(message).to.contain(`config["${Object.keys(theirs).join()}"]`);
        expect(message).to.contain("answered 403");
        expect(use.server.writes).to.deep.equal([PATCH]);
      }
    });
  }

  it("is not blamed if the connector is gone or its config is refused", async () => {
    for (const reply of [refusal(404, "Connector orders not found"), refusal(400, "no")]) {
      use.server.on(PATCH, reply);
      expect((await thrownBy(() => write())).message).to.not.contain("would lose");
    }
  });
});

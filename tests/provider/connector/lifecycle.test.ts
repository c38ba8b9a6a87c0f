import { expect } from "chai";
import { type Inputs } from "../../../provider/connector/inputs";
import { withoutDefaults } from "../../../provider/connector/stored-inputs";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { CHANGED_SECRET } from "../../../provider/connector/drift";
import type { Outputs } from "../../../provider/connector/outputs";
import { PartialFailure } from "../../../provider/connector/partial-failure";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { PROVIDER, useLifecycle } from "../../../testkit/connectors/lifecycle";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import { LIST, NAMES } from "../../../testkit/connect/scripted-cluster";
import { empty, html, json, refusal } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const STATUSES = "GET /connectors?expand=status";
const FIND = "GET /connectors/orders";
const PUT = "PUT /connectors/orders/config";
const GONE = refusal(404, "Connector orders not found");

describe("lifecycle", () => {
  const { use, inputsOf, wireOf, listed, statuses, oldStateOf, created } = useLifecycle();
  const process_ = useFakeProcessLog();

  function holdsUndefined(value: unknown): boolean {
    if (value === undefined) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(holdsUndefined);
  }

  describe("create", () => {
    it("returns the name as id, and outputs without undefined", async () => {
      use.server.on(POST, json(sampleInfo(), 201)).on(STATUSES, statuses("RUNNING"));
      const { id, outs } = await lifecycle.create(withoutDefaults(inputsOf()));
      expect(id).to.equal("orders");
      expect(holdsUndefined(outs)).to.equal(false);
      expect(outs).to.deep.equal({
        __provider: PROVIDER,
        cluster: { url: use.server.url },
        class: "org.example.OrdersSource",
        config: { topic: "orders" },
        connectorName: "orders",
        clusterId: use.server.url,
        type: "source",
        state: "running",
        tasks: [{ id: 0, state: "running", workerId: "w1:8083" }],
        failedTasks: [],
        workerId: "w1:8083",
      });
      expect(use.server.log).to.deep.equal([POST, NAMES, STATUSES]);
    });

    it("writes the same config with and without explicit defaults, and stores the given inputs", async () => {
      use.server.on(POST, json(sampleInfo(), 201)).on(STATUSES, statuses("RUNNING"));
      const { tasksMax, waitFor } = inputsOf();
      const full = await lifecycle.create({ ...withoutDefaults(inputsOf()), tasksMax, waitFor });
      const body = use.server.bodyOf(POST);
      use.server.calls.length = 0;
      const { outs } = await lifecycle.create(withoutDefaults(inputsOf()));
      expect(full.outs).to.deep.equal({ ...outs, tasksMax, waitFor });
      expect(use.server.log).to.deep.equal([POST, STATUSES]);
      expect(use.server.bodyOf(POST)).to.deep.equal(body);
      expect(body).to.deep.equal({ name: "orders", config: wireOf(inputsOf()) });
    });

    it("fails as a partial failure, which the engine stores, when the connector was created but is not healthy", async () => {
      use.server
        .on(POST, json(sampleInfo(), 201))
        .on(STATUSES, statuses("RUNNING", [{ state: "FAILED", trace: "a.B: no hunter2" }]));
      const inputs = inputsOf({
        restartPolicy: { type: "Never" },
        config: { "db.password": "hunter2" },
        secretKeys: ["db.password"],
      });
      const error = await thrownBy(() => lifecycle.create(withoutDefaults(inputs)), PartialFailure);
      expect(error.id).to.equal("orders");
      expect(error.reasons).to.have.length(1);
      expect(error.reasons[0]).to.contain("task 0 FAILED on worker w1:8083: a.B: no [secret]");
      expect(holdsUndefined(error.properties)).to.equal(false);
      expect(error.properties).to.deep.equal({
        __provider: PROVIDER,
        cluster: { url: use.server.url },
        class: "org.example.OrdersSource",
        restartPolicy: { type: "Never", maxRetry: 10 },
        config: { "db.password": "hunter2" },
        __secrets: { keys: ["db.password"] },
        connectorName: "orders",
        clusterId: use.server.url,
        type: "source",
        state: "running",
        tasks: [{ id: 0, state: "failed", workerId: "w1:8083", trace: "a.B: no [secret]" }],
        failedTasks: [0],
        workerId: "w1:8083",
      });
      expect(JSON.stringify((error.properties as Outputs).tasks)).to.not.contain("hunter2");
    });

    it("fails as a partial failure when the cluster becomes unreachable during the wait", async () => {
      use.server.on(POST, json(sampleInfo(), 201)).on(STATUSES, empty(401));
      const error = await thrownBy(() => lifecycle.create(inputsOf()), PartialFailure);
      expect(error.properties).to.include({
        state: "unassigned",
        targetState: "running",
        __provider: PROVIDER,
      });
      expect(error.message).to.contain("The credentials are not accepted");
    });

    it("fails with the call, the server's redacted message and the next step", async () => {
      use.server.on(POST, refusal(400, "Invalid value hunter2 for configuration db.password: no"));
      const config = { "db.password": "hunter2" };
      const inputs = inputsOf({ config, secretKeys: ["db.password"] });
      expect((await thrownBy(() => lifecycle.create(inputs))).message).to.equal(
        `create connector "orders" on ${use.server.url}: POST /connectors answered 400: ` +
          "Invalid value [secret] for configuration db.password: no\nKafka Connect refuses the " +
          "request: correct the config. `pulumi preview` shows each error on its key.",
      );
    });

    it("does not wait with waitFor none", async () => {
      use.server.on(POST, json(sampleInfo(), 201)).on(STATUSES, json({}));
      const { outs } = await lifecycle.create(inputsOf({ waitFor: "none" }));
      expect(outs).to.include({ type: "source", state: "unassigned" });
      expect(use.server.log).to.deep.equal([POST, NAMES, STATUSES]);
    });
  });

  describe("read", () => {
    it("returns the declared inputs if nothing has drifted", async () => {
      const inputs = inputsOf();
      const props = await created(withoutDefaults(inputs));
      use.server.on(LIST, listed(inputs, { "__internal.x": "1" }));
      const { __provider: _, ...outputs } = props;
      const found = await lifecycle.read("orders", props);
      expect(found).to.deep.equal({
        id: "orders",
        inputs: {
          cluster: { url: use.server.url },
          name: "orders",
          class: "org.example.OrdersSource",
          config: { topic: "orders" },
          state: "running",
        },
        props: outputs,
      });
      expect(holdsUndefined(found)).to.equal(false);
    });

    const DOWN: [string, ReturnType<typeof refusal>][] = [
      ["cannot be reached", html(404)],
      ["keep rebalancing", refusal(409, "Cannot complete request: rebalance is expected")],
    ];
    for (const [what, answer] of DOWN) {
      it(`keeps the last known state when managed workers ${what}, with a warning`, async () => {
        const props = await created(inputsOf());
        const cluster = { ...props.cluster, managed: true };
        use.server.on(LIST, answer);
        expect(await lifecycle.read("orders", { ...props, cluster })).to.deep.equal({
          id: "orders",
          props: { ...props, cluster },
        });
        expect(process_.log.lines.join()).to.contain("last known state");
      });
    }

    it("fails if the workers are down and this stack does not manage them", async () => {
      const props = await created(inputsOf());
      use.server.on(LIST, html(404));
      const error = await thrownBy(() => lifecycle.read("orders", props));
      expect(error.message).to.contain("Something in front of Kafka Connect answered in its place");
      // The host prints this in addition to the message, and the engine shows it.
      expect(error.stack).to.equal('read connector "orders" failed');
      expect(process_.log.lines.filter((line) => line.startsWith("warn"))).to.deep.equal([]);
    });

    it("fails if managed workers refuse the credentials", async () => {
      const props = await created(inputsOf());
      use.server.on(LIST, refusal(401, "no"));
      const cluster = { ...props.cluster, managed: true };
      const error = await thrownBy(() => lifecycle.read("orders", { ...props, cluster }));
      expect(error.message).to.contain("401");
    });

    it("returns arguments that differ from their defaults, and a tasksMax that has drifted", async () => {
      const said = { adopt: true, validate: false, waitFor: "connector" };
      const inputs = inputsOf(said);
      const props = await created(withoutDefaults(inputs));
      use.server.on(LIST, listed(inputs, { "tasks.max": "3" }));
      const found = (await lifecycle.read("orders", props)) as { inputs: object; props: object };
      const stored = {
        cluster: { url: use.server.url },
        class: "org.example.OrdersSource",
        config: { topic: "orders" },
        tasksMax: 3,
        ...said,
      };
      expect(found.inputs).to.deep.equal({ ...stored, name: "orders", state: "running" });
      expect(found.props).to.deep.include({ ...stored, connectorName: "orders" });
      expect(found.props).to.not.have.any.keys("name", "targetState");
    });

    it("keeps the defaults of a state that contains them all", async () => {
      const inputs = inputsOf({ state: "paused" });
      const { tasksMax, restartPolicy, adopt, validate, waitFor } = inputs;
      const defaults = { tasksMax, restartPolicy, adopt, validate, waitFor };
      use.server.on(LIST, listed(inputs, {}, sampleStatus("PAUSED", ["PAUSED"])));
      expect(await lifecycle.read("orders", oldStateOf(inputs, "running"))).to.deep.equal({
        id: "orders",
        inputs: {
          cluster: { url: use.server.url },
          name: "orders",
          class: "org.example.OrdersSource",
          config: { topic: "orders" },
          state: "paused",
          ...defaults,
        },
        props: {
          cluster: { url: use.server.url },
          class: "org.example.OrdersSource",
          config: { topic: "orders" },
          connectorName: "orders",
          clusterId: use.server.url,
          type: "source",
          state: "paused",
          tasks: [{ id: 0, state: "paused", workerId: "w1:8083" }],
          failedTasks: [],
          workerId: "w1:8083",
          ...defaults,
        },
      });
    });

    it("returns the drift in the inputs and in the outputs", async () => {
      const inputs = inputsOf({ config: { topic: "a", p: "x" }, secretKeys: ["p"] });
      const props = await created(inputs);
      const changes = { topic: "b", p: "other", extra: "1" };
      use.server.on(LIST, listed(inputs, changes, sampleStatus("PAUSED", ["PAUSED"])));
      const found = (await lifecycle.read("orders", props)) as { inputs: Inputs; props: Outputs };
      const config = { topic: "b", p: CHANGED_SECRET, extra: "1" };
      expect(found.inputs).to.deep.include({ config, state: "paused" });
      expect(found.props).to.deep.include({ config, state: "paused", targetState: "running" });
    });

    it("returns an empty id only if Connect itself says that the connector is gone", async () => {
      const props = await created(inputsOf());
      use.server.on(LIST, json({})).on(FIND, html(404), GONE);
      expect(await lifecycle.read("orders", props)).to.deep.equal({});
      expect(use.server.log).to.deep.equal([LIST, FIND, FIND]);
    });

    it("finds a connector that a starting worker does not list", async () => {
      const inputs = inputsOf();
      const props = await created(inputs);
      use.server.on(LIST, json({})).on(FIND, json(sampleInfo({ config: wireOf(inputs) })));
      expect(await lifecycle.read("orders", props)).to.include({ id: "orders" });
    });

    it("fails instead of removing a connector from the state if the cluster is unreachable", async () => {
      const props = await created(inputsOf());
      use.server.on(LIST, html(404)).on(FIND, html(404));
      const error = await thrownBy(() => lifecycle.read("orders", props));
      expect(error.message).to.match(
        /^read connector "orders" on .* answered 404: .*\nSomething in front of Kafka Connect answered/,
      );
    });
  });

  describe("update", () => {
    it("writes a changed config once", async () => {
      const olds = await created(inputsOf());
      const news = inputsOf({ config: { topic: "new" } });
      use.server.on(LIST, listed(inputsOf())).on(PUT, json(sampleInfo()));
      const { outs } = await lifecycle.update("orders", olds, news);
      expect(use.server.writes).to.deep.equal([PUT]);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireOf(news));
      expect(outs).to.deep.include({ config: { topic: "new" }, __provider: PROVIDER });
      expect(holdsUndefined(outs)).to.equal(false);
    });

    it("writes nothing if only arguments without effect on Connect have changed", async () => {
      const olds = await created(inputsOf());
      const news = inputsOf({ adopt: true, validate: false, restartPolicy: { maxRetry: 1 } });
      use.server.on(LIST, listed(inputsOf()));
      await lifecycle.update("orders", olds, news);
      expect(use.server.writes).to.deep.equal([]);
    });

    it("stops a connector that has failed", async () => {
      const olds = await created(inputsOf());
      const stop = "PUT /connectors/orders/stop";
      use.server
        .on(LIST, listed(inputsOf(), {}, sampleStatus("RUNNING", ["FAILED"])))
        .on(STATUSES, statuses("STOPPED", []))
        .on(stop, empty());
      const { outs } = await lifecycle.update("orders", olds, inputsOf({ state: "stopped" }));
      expect(use.server.writes).to.deep.equal([stop]);
      expect(outs).to.include({ state: "stopped", connectorName: "orders" });
      expect(outs).to.not.have.any.keys("name", "targetState");
    });

    for (const state of ["running", "paused"] as const) {
      it(`writes nothing for an old state, ${state}, that contains all defaults`, async () => {
        const inputs = inputsOf({ state });
        const status = [state.toUpperCase(), [state.toUpperCase()]] as const;
        use.server
          .on(LIST, listed(inputs, {}, sampleStatus(...status)))
          .on(STATUSES, statuses(...status));
        const olds = oldStateOf(inputs, "failed");
        const { outs } = await lifecycle.update("orders", olds, withoutDefaults(inputs));
        expect(use.server.writes).to.deep.equal([]);
        expect(outs).to.deep.equal({
          __provider: PROVIDER,
          cluster: { url: use.server.url },
          class: "org.example.OrdersSource",
          config: { topic: "orders" },
          connectorName: "orders",
          clusterId: use.server.url,
          type: "source",
          state,
          tasks: [{ id: 0, state, workerId: "w1:8083" }],
          failedTasks: [],
          workerId: "w1:8083",
        });
      });
    }

    it("accepts inputs with and without defaults", async () => {
      const olds = await created(inputsOf({ tasksMax: 2 }));
      use.server.on(LIST, listed(inputsOf({ tasksMax: 2 }))).on(PUT, json(sampleInfo()));
      const inputs = { ...withoutDefaults(inputsOf()), tasksMax: 1 };
      const { outs } = await lifecycle.update("orders", olds, withoutDefaults(inputsOf()));
      expect(await lifecycle.update("orders", olds, inputs)).to.deep.equal({
        outs: { ...outs, tasksMax: 1 },
      });
      expect(use.server.writes).to.deep.equal([PUT, PUT]);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireOf(inputsOf()));
    });

    it("recreates a connector that others deleted", async () => {
      const olds = await created(inputsOf());
      use.server.on(LIST, json({})).on(FIND, GONE);
      await lifecycle.update("orders", olds, inputsOf({ config: { topic: "new" } }));
      expect(use.server.writes).to.deep.equal([POST]);
      expect(process_.log.lines).to.deep.equal([
        'warn: connector "orders" was deleted outside of Pulumi and will be recreated',
      ]);
    });
  });
});

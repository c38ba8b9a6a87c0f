import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { UNKNOWN } from "../../../provider/core/unknown";
import {
  getConnectorPlugins,
  getConnectorPluginsOutput,
  getConnectorStatus,
  getConnectorStatusOutput,
} from "../../../provider/functions/getters";
import { useFakeSystemClock } from "../../../testkit/fake-clock";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { unknownOutput } from "../../../testkit/engine/registration";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import {
  empty,
  json,
  refusal,
  ScriptedServer,
  useServer,
} from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const FIND = "GET /connectors/orders";
const STATUS = "GET /connectors/orders/status";
const PLUGINS = "GET /connector-plugins";
const KEYS = "GET /connector-plugins/org.example.Source/config";

describe("getters", () => {
  const use = useServer();
  useFakeSystemClock();
  useFakeProcessLog();
  const cluster = () => ({ url: use.server.url });
  const status = () => getConnectorStatus({ cluster: cluster(), name: "orders" });

  const thereIs = (config: Readonly<Record<string, string>>) =>
    use.server.on(
      FIND,
      json(sampleInfo({ config: { "connector.class": "org.example.Source", ...config } })),
    );

  it("return a connector's status, with traces that contain no secret", async () => {
    thereIs({ "db.password": "hunter2", pin: "1234", topic: "orders" });
    const failed = { state: "FAILED", trace: "a.B: no hunter2, 1234 on orders" };
    use.server
      .on(KEYS, json([{ name: "pin", type: "PASSWORD" }]))
      .on(STATUS, json(sampleStatus("RUNNING", ["RUNNING", failed])));
    expect(await status()).to.deep.equal({
      type: "source",
      state: "running",
      tasks: [
        { id: 0, state: "running", workerId: "w1:8083" },
        {
          id: 1,
          state: "failed",
          workerId: "w1:8083",
          trace: "a.B: no [secret], [secret] on orders",
        },
      ],
      failedTasks: [1],
      workerId: "w1:8083",
    });
  });

  it("make no call while the arguments are unknown", async () => {
    const unknown = { ...cluster(), bearerToken: UNKNOWN as never };
    const error = await thrownBy(() => getConnectorStatus({ cluster: unknown, name: "orders" }));
    expect(error.message).to.equal(
      'ask for the status of connector "orders": the cluster is not known yet',
    );
    expect(use.server.calls).to.deep.equal([]);
  });

  it("report a connector without a status as unassigned", async () => {
    thereIs({});
    use.server.on(STATUS, refusal(404, "No status found for connector orders"));
    expect(await status()).to.include({ type: "source", state: "unassigned" });
  });

  it("fail for a missing connector, and say how to read one that the program creates", async () => {
    use.server.on(FIND, refusal(404, "Connector orders not found"));
    expect((await thrownBy(status)).message).to.equal(
      `there is no connector "orders" on ${use.server.url}. For one that this program ` +
        "creates, pass its output `connectorName` as the name.",
    );
  });

  it("fail with the next step, but without the credentials, when the cluster is unreachable", async () => {
    const gone = await ScriptedServer.start();
    const { url } = gone;
    await gone.close();
    const endpoint = { url, bearerToken: "hunter2" };
    const error = await thrownBy(() => getConnectorPlugins({ cluster: endpoint }));
    expect(error.message).to.match(/^ask for the connector plugins on .*ECONNREFUSED/);
    expect(error.message).to.contain("Kafka Connect cannot be reached.");
    expect(`${error.message}${error.stack ?? ""}`).to.not.contain("hunter2");
  });

  it("fail with the property when the endpoint is wrong", async () => {
    const error = await thrownBy(() => getConnectorPlugins({ cluster: { url: "connect:8083" } }));
    expect(error.message).to.equal(
      "ask for the connector plugins: cluster.url: must be http or https",
    );
  });

  it("return the plugins, with the given credentials", async () => {
    const plugins = [{ class: "a.Sink", type: "sink", version: "1" }];
    use.server.on(PLUGINS, json(plugins));
    const basicAuth = { username: "u", password: "p" };
    const answer = await getConnectorPlugins({ cluster: { ...cluster(), basicAuth } });
    expect(answer).to.deep.equal({ plugins });
    expect(use.server.calls[0]?.headers.authorization).to.match(/^Basic /);
  });

  it("return Outputs that are not secret although the credentials are", async () => {
    use.server.on(PLUGINS, json([]));
    const endpoint = { ...cluster(), bearerToken: pulumi.secret("t") };
    const answer = getConnectorPluginsOutput({ cluster: endpoint });
    const given = pulumi.output({ of: endpoint });
    expect(await pulumi.isSecret(given)).to.equal(true);
    expect(await pulumi.isSecret(answer)).to.equal(false);
    expect(use.server.calls[0]?.headers.authorization).to.equal("Bearer t");
  });

  it("accept any object that publishes its endpoint", async () => {
    thereIs({});
    use.server.on(STATUS, json(sampleStatus("PAUSED", []))).on(KEYS, empty(404));
    const answer = getConnectorStatusOutput({
      cluster: { endpoint: pulumi.output(cluster()) },
      name: pulumi.output("orders"),
    });
    const state = await new Promise((resolve) => answer.state.apply(resolve));
    expect(state).to.equal("paused");
  });

  it("make no call in a preview while the cluster or the name is unknown", async () => {
    const unknown = unknownOutput<string>();
    const answers = [
      getConnectorPluginsOutput({ cluster: { url: unknown } }),
      getConnectorStatusOutput({ cluster: cluster(), name: unknown }),
    ] as unknown as { isKnown: Promise<boolean> }[];
    for (const answer of answers) expect(await answer.isKnown).to.equal(false);
    expect(use.server.log).to.deep.equal([]);
  });

  describe("with `dependsOn`", () => {
    class Part extends pulumi.CustomResource {
      constructor(name: string, opts?: pulumi.CustomResourceOptions) {
        super("test:index:Part", name, {}, opts);
      }
    }
    class Whole extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Whole", name);
        new Part(`${name}-part`, { parent: this });
      }
    }

    const inMode = (preview: boolean) =>
      pulumi.runtime.setMocks(
        {
          newResource: ({ name }) => ({ id: preview ? undefined : name, state: {} }),
          call: () => ({}),
        },
        "project",
        "stack",
        preview,
      );

    const dependencies: [string, () => Required<pulumi.InvokeOutputOptions>["dependsOn"]][] = [
      ["a resource", () => new Part("a")],
      ["a component", () => new Whole("b")],
      [
        "a list that is partly unknown at first",
        () => [new Whole("c"), pulumi.output(new Part("d"))],
      ],
    ];
    for (const [what, dependsOn] of dependencies) {
      it(`run after ${what} was created`, async () => {
        await inMode(false);
        use.server.on(PLUGINS, json([]));
        const answer = getConnectorPluginsOutput(
          { cluster: cluster() },
          { dependsOn: dependsOn() },
        );
        expect(await new Promise((resolve) => answer.plugins.apply(resolve))).to.deep.equal([]);
      });

      it(`make no call in the preview that creates ${what}`, async () => {
        await inMode(true);
        const opts = { dependsOn: dependsOn() };
        const answers = [
          getConnectorPluginsOutput({ cluster: cluster() }, opts),
          getConnectorStatusOutput({ cluster: cluster(), name: "orders" }, opts),
        ] as unknown as { isKnown: Promise<boolean> }[];
        for (const answer of answers) expect(await answer.isKnown).to.equal(false);
        expect(use.server.log).to.deep.equal([]);
      });
    }
  });

  const misspelt = { cluster: { url: "http://connect:8083" }, name: "orders", nam: 1 } as never;
  for (const [getter, call] of Object.entries({
    getConnectorStatus: () => getConnectorStatus(misspelt),
    getConnectorPlugins: () => getConnectorPlugins(misspelt),
    getConnectorStatusOutput: () => getConnectorStatusOutput(misspelt),
    getConnectorPluginsOutput: () => getConnectorPluginsOutput(misspelt),
  })) {
    it(`refuse an argument that ${getter} does not have`, async () => {
      const { message } = await thrownBy(async () => call());
      expect(message).to.match(new RegExp(`^${getter}: nam.*: is not an argument`));
    });
  }

  for (const [name, reason] of [
    [undefined, "is required"],
    ["", "is required"],
    [5, "must be a string"],
  ] as const) {
    it(`refuse ${JSON.stringify(name)} as the name of a connector`, async () => {
      const ask = () => getConnectorStatus({ cluster: cluster(), name: name as never });
      expect((await thrownBy(ask)).message).to.equal(
        `getConnectorStatus: name: ${reason}: the connector's name on the cluster`,
      );
    });
  }
});

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { UNKNOWN } from "../../provider/core/unknown";
import {
  ComponentHost,
  type Constructed,
  type Construction,
} from "../../testkit/languages/component-host";
import { patience, waitUntil } from "../../sandbox/wait";
import { useKubernetesApi } from "../../testkit/kubernetes/kubernetes-api";
import { onWireSecret } from "../../testkit/engine/registration";
import { thrownBy } from "../../testkit/thrown";

const WORKERS = "pulumi-kafka-connect:index:Workers";
const NAME = "pulumi-kafka-connect:index:ClusterName";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const CLUSTER = "pulumi-kafka-connect:index:ConnectCluster";
const urnOf = (type: string, name: string) => `urn:pulumi:stack::project::${type}::${name}`;

/** An output of another resource in the protocol's format. Without `value` it is unknown in a preview. */
const output = (more: { value?: unknown; secret?: boolean } = {}) => ({
  [pulumi.runtime.specialSigKey]: pulumi.runtime.specialOutputValueSig,
  dependencies: [urnOf("a:b:Other", "other")],
  ...more,
});

/** The SDK has one error handler for a process, so late errors of a failed component reach the next one. */
async function onceQuiet<T>(construct: () => Promise<T>): Promise<T> {
  for (let left = 20; ; left--) {
    try {
      return await construct();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

describe("a component that the plugin constructs", function () {
  this.timeout(60_000);
  let host: ComponentHost;

  before(async () => {
    host = await ComponentHost.start();
  });

  after(() => host.close());

  const minimal = { bootstrapServers: "kafka:9092", image: { application: "example/connect:1" } };
  const cluster = (inputs: object = {}, more: Partial<Construction> = {}) =>
    host.construct({ type: CLUSTER, inputs: { ...minimal, ...inputs }, ...more });
  const child = ({ children }: Constructed, type: string, name?: string) => {
    const found = children.find((one) => one.type === type && (name ?? one.name) === one.name);
    if (found === undefined) throw new Error(`no ${type}`);
    return found;
  };
  const container = (made: Constructed) => {
    const { spec } = child(made, STATEFUL_SET).inputs as {
      spec: { template: { spec: { containers: Record<string, unknown>[] } } };
    };
    return spec.template.spec.containers[0] ?? {};
  };

  it("registers its helpers as resources of the plugin, without a version and with the dynamic ones as aliases", async () => {
    const made = await cluster();
    for (const [type, name, dynamic] of [
      [WORKERS, "connect-workers", "pulumi-nodejs:dynamic/kafkaconnect:Workers"],
      [NAME, "connect-name", "pulumi-nodejs:dynamic/kafkaconnect:ClusterName"],
    ] as const) {
      const { inputs, ...registered } = child(made, type);
      expect(registered).to.deep.equal({
        type,
        name,
        parent: urnOf(CLUSTER, "connect"),
        version: "",
        aliases: [dynamic],
        timeouts: {},
        providers: {},
        provider: "",
      });
      expect(inputs).to.not.have.property("__provider");
    }
    expect(made.children.map(({ type }) => type)).to.not.include.members([
      "pulumi-nodejs:dynamic/kafkaconnect:Workers",
    ]);
  });

  it("publishes an endpoint for a connector's `cluster`, which is known after the workers", async () => {
    const { state, dependencies } = await cluster({ namespace: "data" });
    expect(state.endpoint).to.deep.equal({
      id: "data/connect",
      url: "http://connect.data.svc:8083",
      managed: true,
      kubernetes: { namespace: "data", service: "connect", port: 8083 },
    });
    expect(state.installedPlugins).to.deep.equal([
      { class: "org.example.Sink", type: "sink", version: "1" },
    ]);
    expect(dependencies.endpoint).to.include(urnOf(WORKERS, "connect-workers"));
  });

  it("has an unknown endpoint in the preview that creates it", async () => {
    const { state } = await cluster({}, { preview: true });
    expect(state.endpoint).to.equal(UNKNOWN);
  });

  it("accepts outputs of other resources in its arguments, and knows all other values in a preview", async () => {
    const application = output();
    const made = await cluster(
      { image: { application, pullPolicy: "Always" }, labels: { team: output({ value: "a" }) } },
      { preview: true },
    );
    expect(container(made)).to.deep.include({ image: UNKNOWN, imagePullPolicy: "Always" });
    const { metadata } = child(made, "kubernetes:core/v1:Service", "connect").inputs as {
      metadata: { labels: object };
    };
    expect(metadata.labels).to.include({ team: "a" });
    const { mountedSecrets } = { mountedSecrets: [{ secretRef: output({ value: "db" }) }] };
    expect(JSON.stringify(container(await cluster({ mountedSecrets })))).to.contain(
      '"mountPath":"/mnt/secrets/db"',
    );
  });

  it("accepts another resource's output as a whole argument once it is known", async () => {
    const kafka = { tls: {}, authentication: { type: "plain", secretRef: "kafka-user" } };
    const made = await cluster({ kafka: output({ value: kafka }) });
    const { data } = child(made, "kubernetes:core/v1:ConfigMap", "connect-config").inputs as {
      data: Record<string, string>;
    };
    expect(data["worker.properties"]).to.contain("sasl.mechanism=PLAIN");
    const error = await thrownBy(() => cluster({ kafka: output() }, { preview: true }));
    expect(error.message).to.contain('ConnectCluster "connect": kafka: is not known before');
  });

  it("keeps a secret secret, and everything derived from it", async () => {
    const basicAuth = { secretRef: "rest", username: "app", password: "hunter2" };
    const marks: [string, unknown][] = [
      ["one value", { ...basicAuth, password: output({ value: "hunter2", secret: true }) }],
      ["the whole argument", onWireSecret(basicAuth)],
      ["none, since a credential is secret anyhow", basicAuth],
    ];
    for (const [what, given] of marks) {
      const made = await cluster({ basicAuth: given });
      const { endpoint } = made.state;
      expect(endpoint, what).to.deep.include(onWireSecret((endpoint as { value: unknown }).value));
      expect(JSON.stringify(endpoint), what).to.contain("hunter2");
      const { cluster: of } = child(made, WORKERS).inputs;
      expect(JSON.stringify(of), what).to.contain(JSON.stringify(onWireSecret("hunter2")));
      for (const { type, inputs } of made.children) {
        if (type === WORKERS) continue;
        expect(JSON.stringify(inputs), `${what}: ${type}`).to.not.contain("hunter2");
      }
    }
  });

  it("passes on given customTimeouts, and no empty ones", async () => {
    const timeouts = { create: "20m" };
    expect(child(await cluster({}, { timeouts }), WORKERS).timeouts).to.deep.equal(timeouts);
    const none = child(await cluster({}, { timeouts: {} }), WORKERS);
    expect(none.timeouts).to.deep.equal({});
  });

  it("reaches Kubernetes as a provider of the program does, or as its argument says", async () => {
    const kubeconfig = "apiVersion: v1\n# hunter2";
    const urn = urnOf("pulumi:providers:kubernetes", "own");
    host.configurations[urn] = { context: "prod", kubeconfig: onWireSecret(kubeconfig) };
    const providers = { kubernetes: `${urn}::id` };
    const named = { namespace: "default", name: "connect" };
    const ways: [object, object][] = [
      [{}, onWireSecret({ ...named, context: "prod", kubeconfig: onWireSecret(kubeconfig) })],
      [{ kubernetes: { context: "other" } }, { ...named, context: "other" }],
    ];
    for (const [inputs, statefulSet] of ways) {
      const made = await cluster(inputs, { providers });
      expect(child(made, STATEFUL_SET).provider).to.equal(providers.kubernetes);
      expect(child(made, WORKERS).inputs.statefulSet).to.deep.equal(statefulSet);
    }
  });

  it("names unknown arguments, and arguments in another form", async () => {
    const wrong: [object, string][] = [
      [{ replica: 3 }, "replica: is not an argument: did you mean"],
      [{ image: { aplication: "x" } }, "image.aplication: is not an argument"],
      [{ image: "example/connect:1" }, "image: must be a map"],
      [{ mountedSecrets: { secretRef: "a" } }, "mountedSecrets: must be a list"],
      [{ mountedSecrets: ["a"] }, "mountedSecrets[0]: must be a map"],
      [{ user: onWireSecret(1000) }, "user: must not be a secret"],
      [{ replicas: -1 }, "replicas: must be a whole number from 0 to"],
    ];
    for (const [inputs, reason] of wrong) {
      const error = await thrownBy(() => cluster(inputs));
      expect(error.message).to.contain(`ConnectCluster "connect": ${reason}`);
      console.log(error.message);
    }
  });

  it("reports mistakes that show only once values are known, and serves the next one", async () => {
    const config = { "group.id": output({ value: "other" }) };
    const error = await thrownBy(() => cluster({ config }));
    expect(error.message).to.match(/^2 UNKNOWN: ConnectCluster "connect":\nconfig\["group\.id"\]/);
    expect((await onceQuiet(() => cluster())).children).to.not.have.length(0);
  });

  it("accepts false if TypeScript does", async () => {
    const { children } = await cluster({ maxUnavailable: false, healing: false });
    expect(children.map(({ type }) => type)).to.not.include.members([
      "kubernetes:policy/v1:PodDisruptionBudget",
    ]);
    expect(children.map(({ type }) => type)).to.not.include.members([
      "kubernetes:apps/v1:Deployment",
    ]);
  });

  it("passes policies of other programs' connectors to the healing agent", async () => {
    const restartPolicies = { orders: { type: "Never" }, "a b": { maxRetry: 3 } };
    const made = await cluster({ healing: { restartPolicies } });
    const { data } = child(made, "kubernetes:core/v1:ConfigMap", "connect-restart-policies").inputs;
    expect(Object.values(data as object)).to.have.members([
      '{"name":"orders","type":"Never","maxRetry":10}',
      '{"name":"a b","type":"OnFailure","maxRetry":3}',
    ]);
  });

  it("builds an image with plugins", async () => {
    const archivePath = "https://example.com/jdbc.zip";
    const made = await host.construct({
      type: "pulumi-kafka-connect:index:PluginImage",
      inputs: {
        baseImage: output({ value: "apache/kafka:4.1.0" }),
        imageName: "registry.example.com/connect:1",
        plugins: { url: [{ name: "jdbc", archivePath, checksum: "a".repeat(128) }] },
      },
    });
    expect(made.state).to.deep.equal({
      image: `registry.example.com/connect@sha256:${"0".repeat(64)}`,
      tag: "1",
    });
    const { environment } = child(made, "command:local:Command").inputs;
    expect(JSON.stringify(environment)).to.contain(archivePath);
  });

  it("refuses any other type", async () => {
    const error = await thrownBy(() =>
      host.construct({ type: "pulumi-kafka-connect:index:Other", inputs: {} }),
    );
    expect(error.message).to.contain("there is no component pulumi-kafka-connect:index:Other");
  });
});

describe("workers for which the plugin's process waits", function () {
  this.timeout(60_000);
  const kubernetes = useKubernetesApi();

  it("are no longer waited for once the engine cancels", async () => {
    const host = await ComponentHost.start();
    try {
      kubernetes.api.statefulSet = {
        metadata: { name: "connect", generation: 1 },
        spec: { replicas: 1, selector: { matchLabels: {} }, template: {}, serviceName: "s" },
        status: { replicas: 0, observedGeneration: 1 },
      };
      const { kubeconfig } = kubernetes.api;
      const created = host.create(urnOf(WORKERS, "connect-workers"), {
        cluster: { url: "http://localhost:9", id: "data/connect" },
        statefulSet: { namespace: "data", name: "connect", kubeconfig },
        revision: "a",
      });
      const error = thrownBy(() => created);
      await waitUntil(() => kubernetes.api.calls.length > 2, {
        what: "polls of the pods",
        deadlineMs: 20_000,
      });
      const began = Date.now();
      await host.cancel();
      expect((await error).message).to.contain("interrupted. Run the command again");
      expect(Date.now() - began).to.be.lessThan(5_000 * patience());
    } finally {
      host.close();
    }
  });
});

import { expect } from "chai";
import { type ConnectClusterArgs, DEFAULTS } from "../../components/connect-cluster-args";
import { configData } from "../../components/config-map";
import { ConnectCluster } from "../../components/connect-cluster";
import { durationText } from "../../provider/core/duration";
import { workerCerts } from "../../components/worker-certs";
import { minimal, Program, TYPES, valueOf } from "../../testkit/kubernetes/connect-cluster";
import { thrownBy } from "../../testkit/thrown";

const selector = {
  "app.kubernetes.io/name": "kafka-connect",
  "app.kubernetes.io/instance": "connect",
};

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

const spread = (topologyKey: string) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: selector },
});

const health = { exec: { command: ["/bin/bash", "/mnt/config/probe.sh"] }, timeoutSeconds: 12 };

const owned = {
  "pulumi-kafka-connect/owner": `urn:pulumi:stack::project::${TYPES.component}::connect`,
};

/** The resource that waits for the pods says why they do not start. The provider waits only for deletions. */
const unawaited = { ...owned, "pulumi.com/waitFor": "jsonpath={.metadata.uid}" };

const smallestStatefulSet = (configHash: string) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "connect", namespace: "default", labels: selector, annotations: unawaited },
  spec: {
    replicas: 3,
    serviceName: "connect-headless",
    podManagementPolicy: "Parallel",
    minReadySeconds: 5,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels: selector },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 90,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          fsGroup: 1000,
          seccompProfile: { type: "RuntimeDefault" },
        },
        topologySpreadConstraints: [
          spread("topology.kubernetes.io/zone"),
          spread("kubernetes.io/hostname"),
        ],
        containers: [
          {
            name: "connect",
            image: "example/connect:1",
            imagePullPolicy: "IfNotPresent",
            command: ["/bin/bash", "/mnt/config/start.sh"],
            env: [
              { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              { name: "HEADLESS_SERVICE", value: "connect-headless.default.svc.cluster.local" },
              {
                name: "KAFKA_HEAP_OPTS",
                value: "-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=60",
              },
              { name: "KAFKA_OPTS", value: "-Dorg.apache.kafka.automatic.config.providers=none" },
              { name: "LOG_DIR", value: "/tmp/logs" },
              { name: "WORKER_PROPERTIES", value: "/mnt/config/worker.properties" },
              { name: "WORKER_PROBE_PORT", value: "8083" },
            ],
            ports: [{ name: "rest", containerPort: 8083 }],
            terminationMessagePolicy: "FallbackToLogsOnError",
            resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "2Gi" } },
            securityContext: restricted,
            startupProbe: { ...health, periodSeconds: 5, failureThreshold: 120 },
            readinessProbe: { ...health, periodSeconds: 10, failureThreshold: 3 },
            livenessProbe: { tcpSocket: { port: "rest" }, periodSeconds: 30, failureThreshold: 6 },
            volumeMounts: [
              { name: "config", mountPath: "/mnt/config", readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
              { name: "sslcerts", mountPath: "/mnt/sslcerts", readOnly: true },
            ],
          },
        ],
        volumes: [
          {
            name: "config",
            configMap: { name: `connect-config-${configHash}`, defaultMode: 0o555 },
          },
          { name: "tmp", emptyDir: {} },
          { name: "sslcerts", emptyDir: { medium: "Memory" } },
        ],
      },
    },
  },
});

describe("ConnectCluster: the smallest program", () => {
  let program: Program;
  before(async () => {
    program = await Program.run();
  });

  it("creates the component, and its children with it as their parent", () => {
    const component = `urn:pulumi:stack::project::${TYPES.component}::connect`;
    const all = program.registered.map(({ type, name, parent }) => [type, name, parent]);
    expect(all).to.have.deep.members([
      [TYPES.component, "connect", ""],
      [TYPES.clusterName, "connect-name", component],
      [TYPES.configMap, "connect-config", component],
      [TYPES.service, "connect-headless", component],
      [TYPES.service, "connect", component],
      [TYPES.statefulSet, "connect", component],
      [TYPES.disruptionBudget, "connect", component],
      [TYPES.workers, "connect-workers", component],
    ]);
  });

  it("creates this StatefulSet", () => {
    expect(program.hash).to.match(/^[0-9a-f]{8}$/);
    expect(program.statefulSet).to.deep.equal(smallestStatefulSet(program.hash));
  });

  it("creates these Services and this PodDisruptionBudget", () => {
    const metadata = { name: "connect", namespace: "default", labels: selector };
    const ports = [{ name: "rest", port: 8083, targetPort: "rest" }];
    expect(program.one(TYPES.service, "connect").inputs).to.deep.equal({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, annotations: unawaited },
      spec: { selector, ports },
    });
    expect(program.one(TYPES.service, "connect-headless").inputs).to.deep.equal({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "connect-headless", annotations: owned },
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector, ports },
    });
    expect(program.one(TYPES.disruptionBudget).inputs).to.deep.equal({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { ...metadata, annotations: owned },
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    });
  });

  it("gives the pods only the scripts that they need", () => {
    const { inputs } = program.one(TYPES.configMap);
    // The provider generates a name that no earlier ConfigMap had.
    expect(inputs.metadata).to.deep.equal({
      namespace: "default",
      labels: { ...selector, "pulumi-kafka-connect/part": "worker-config" },
      annotations: owned,
    });
    expect(inputs.immutable).to.equal(true);
    expect(Object.keys(program.data)).to.have.members([
      "worker.properties",
      "start.sh",
      "probe.sh",
      "jaas.conf",
    ]);
  });

  it("waits for the pods, and asks them for their plugins", () => {
    const { inputs } = program.one(TYPES.workers);
    expect(inputs.statefulSet).to.deep.equal({ namespace: "default", name: "connect" });
    expect(inputs.cluster).to.deep.equal({
      id: "default/connect",
      url: "http://connect.default.svc:8083",
      managed: true,
      kubernetes: { namespace: "default", service: "connect", port: 8083 },
    });
  });
});

describe("ConnectCluster: the defaults", () => {
  it("are applied to the objects", async () => {
    const plugins = { url: [{ name: "p", archivePath: "https://a/b.jar", checksum: SHA512 }] };
    const program = await Program.run({ build: { onDemand: { plugins } } });
    const { spec, metadata } = program.statefulSet;
    const { properties } = program;
    const worker = program.container("connect");
    const env = (name: string) => worker.env?.find((one) => one.name === name)?.value ?? "";
    const budget = program.one(TYPES.disruptionBudget).inputs.spec as { maxUnavailable: number };
    const volume = program.volume("plugins")?.emptyDir as { sizeLimit: string };
    const { runAsUser } = program.pod.securityContext as { runAsUser: number };
    expect({
      namespace: metadata.namespace,
      replicas: spec.replicas,
      autoscaled: program.one(TYPES.statefulSet).ignoreChanges.length > 0,
      init: program.container("install-plugins").image,
      pullPolicy: worker.imagePullPolicy,
      storageLimit: volume.sizeLimit,
      replicationFactor: Number(properties["status.storage.replication.factor"]),
      rebalanceDelay: durationText(Number(properties["scheduled.rebalance.max.delay.ms"])),
      unlimitedFileReferences: env("WORKER_UNLIMITED_FILE_REFERENCES") !== "",
      heap: env("KAFKA_HEAP_OPTS"),
      user: runAsUser,
      maxUnavailable: budget.maxUnavailable,
      clusterDomain: env("HEADLESS_SERVICE").replace(/^connect-headless.default.svc./, ""),
      resources: worker.resources,
    }).to.deep.equal(DEFAULTS);
  });

  it("derive the group, the topics and the host from namespace and name", async () => {
    const { properties, cluster } = await Program.run();
    const topics = ["config", "offset", "status"].map((one) => properties[`${one}.storage.topic`]);
    expect(properties["group.id"]).to.equal("default.connect");
    expect(topics).to.deep.equal(
      ["configs", "offsets", "status"].map((one) => `default.connect-${one}`),
    );
    const { url } = await valueOf(cluster.endpoint);
    expect(new URL(url as string).hostname).to.equal("connect.default.svc");
  });
});

const SHA512 = "ab".repeat(64);

describe("ConnectCluster: the hash of the config", () => {
  const same: [string, Partial<ConnectClusterArgs>][] = [
    ["the number of workers", { replicas: 5 }],
    ["the heap", { heap: "-Xmx1g" }],
    ["the labels", { labels: { team: "a" } }],
    ["the image", { image: { application: "example/connect:2" } }],
    ["the pod template", { podTemplate: { spec: { priorityClassName: "high" } } }],
    ["the url of the endpoint", { url: "https://connect.example.com" }],
  ];
  for (const [what, args] of same) {
    it(`stays the same when only ${what} changes, because the ConfigMap does not change`, async () => {
      const [one, other] = [await Program.run(), await Program.run(args)];
      expect(other.registered, "of anything at all").to.not.deep.equal(one.registered);
      expect(one.data).to.not.deep.equal({});
      expect(other.data).to.deep.equal(one.data);
      expect(other.hash).to.equal(one.hash);
    });
  }

  const changed: [string, Partial<ConnectClusterArgs>][] = [
    ["a worker property", { config: { "producer.linger.ms": 5 } }],
    ["the brokers", { bootstrapServers: "other:9092" }],
    ["the rebalance delay", { rebalanceDelay: 61 }],
    ["a mounted Secret", { mountedSecrets: [{ secretRef: "db" }] }],
    ["a certificate", { connectorTLSCerts: [{ secretRef: "db-tls" }] }],
    ["the certificate for Kafka", { kafka: { tls: { secretRef: "kafka-tls" } } }],
    ["the user of Kafka", { kafka: { authentication: { type: "plain", secretRef: "kafka" } } }],
    ["the certificate of the REST API", { tls: { secretRef: "rest-tls" } }],
    [
      "the password of the REST API",
      { basicAuth: { secretRef: "user", username: "u", password: "p" } },
    ],
  ];
  for (const [what, args] of changed) {
    it(`changes with the ConfigMap when ${what} changes`, async () => {
      const [one, other] = [await Program.run(), await Program.run(args)];
      expect(other.data).to.not.deep.equal(one.data);
      expect(other.hash).to.not.equal(one.hash);
    });
  }
});

describe("ConnectCluster: errors about invalid arguments", () => {
  it("name the refused worker property, and the cluster", async () => {
    const config = { "group.id": "x", listeners: "http://:1" };
    const data = configData("connect", { ...minimal, config }, [], workerCerts({}));
    const properties = data["worker.properties"] as Parameters<typeof valueOf<string>>[0];
    const error = await thrownBy(() => valueOf(properties));
    expect(error.message.split("\n")).to.deep.equal([
      'ConnectCluster "connect":',
      'config["group.id"]: set it with the argument groupId',
      'config["listeners"]: they follow from rest: probes and the Service depend on them',
    ]);
  });

  it("name the invalid plugin", () => {
    const plugins = { url: [{ name: "p", archivePath: "https://a/b.jar", checksum: "abc" }] };
    const make = () => new ConnectCluster("bad", { ...minimal, build: { onDemand: { plugins } } });
    expect(make).to.throw("build.onDemand.plugins.url[0].checksum");
  });
});

import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectClusterArgs } from "../../components/connect-cluster-args";
import { clusterPlan } from "../../components/plan";
import { minimal, Program, TYPES, valueOf } from "../../testkit/kubernetes/connect-cluster";
import { onWireSecret } from "../../testkit/engine/registration";

const plugins = {
  url: [
    {
      name: "p",
      archivePath: "https://a/b.jar",
      checksum: "ab".repeat(64),
      auth: { secretRef: "downloads" },
    },
  ],
};

const everything: Partial<ConnectClusterArgs> = {
  build: { onDemand: { plugins, storageLimit: "1G" } },
  mountedSecrets: [{ secretRef: "db", keyItems: [{ key: "a", path: "b" }] }, { secretRef: "s3" }],
  connectorTLSCerts: [
    { secretRef: "db-tls", jksPassword: { secretRef: "db-password" } },
    { directoryPathInContainer: "/vault/tls" },
  ],
  basicAuth: { secretRef: "rest-user", username: "admin", password: "hunter2" },
};

const secretVolume = (name: string, secretName: string, items?: object[]) => ({
  name,
  secret: { secretName, defaultMode: 0o440, ...(items === undefined ? {} : { items }) },
});

describe("ConnectCluster: with everything", () => {
  let program: Program;
  before(async () => {
    program = await Program.run(everything);
  });

  it("restricts every container", () => {
    const all = [...program.pod.containers, ...(program.pod.initContainers ?? [])];
    expect(all.map(({ name }) => name)).to.deep.equal([
      "connect",
      "install-plugins",
      "make-stores",
    ]);
    for (const { securityContext } of all) {
      expect(securityContext).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("installs plugins with the Secrets for downloads and no others", () => {
    expect(program.mounts("install-plugins")).to.deep.equal({
      "/mnt/config": { name: "config", readOnly: true },
      "/tmp": { name: "tmp" },
      "/mnt/plugins-volume": { name: "plugins" },
      "/mnt/download-auth/downloads": { name: "download-auth-0", readOnly: true },
    });
    expect(program.container("install-plugins").env).to.deep.include({
      name: "PLUGIN_STORAGE_BYTES",
      value: "1000000000",
    });
    expect(program.volume("plugins")).to.deep.equal({
      name: "plugins",
      emptyDir: { sizeLimit: "1G" },
    });
    expect(program.volume("download-auth-0")).to.deep.equal(
      secretVolume("download-auth-0", "downloads"),
    );
    expect(program.properties["plugin.path"]).to.match(/^\/mnt\/plugins,/);
    expect(program.data).to.include.keys("install-plugins.sh", "plugins.list");
  });

  it("creates stores from the certificates, each from its own Secret", () => {
    expect(program.mounts("make-stores")).to.deep.equal({
      "/mnt/config": { name: "config", readOnly: true },
      "/tmp": { name: "tmp" },
      "/mnt/sslcerts": { name: "sslcerts" },
      "/mnt/certs/0": { name: "cert-0", readOnly: true },
      "/mnt/certs/0-password": { name: "cert-0-password", readOnly: true },
    });
    expect(program.data["certs.list"]).to.equal("/mnt/certs/0 /mnt/sslcerts/db-tls\n");
    expect(program.container("make-stores").command).to.deep.equal([
      "/bin/sh",
      "/mnt/config/make-stores.sh",
      "/mnt/config/certs.list",
    ]);
  });

  it("gives the worker read-only access to the plugins, the stores and the mounted Secrets", () => {
    const readOnly = true;
    expect(program.mounts("connect")).to.deep.equal({
      "/mnt/config": { name: "config", readOnly },
      "/tmp": { name: "tmp" },
      "/mnt/sslcerts": { name: "sslcerts", readOnly },
      "/mnt/plugins": { name: "plugins", subPath: "plugins", readOnly },
      "/mnt/secrets/db": { name: "secret-0", readOnly },
      "/mnt/secrets/s3": { name: "secret-1", readOnly },
      "/mnt/rest-auth": { name: "rest-auth", readOnly },
    });
  });

  it("has a volume for each Secret, and one for everything else that is mounted", () => {
    const volumes = program.pod.volumes.filter((volume) => "secret" in volume);
    expect(volumes).to.deep.equal([
      secretVolume("download-auth-0", "downloads"),
      secretVolume("secret-0", "db", [{ key: "a", path: "b" }]),
      secretVolume("secret-1", "s3"),
      secretVolume("cert-0", "db-tls"),
      secretVolume("cert-0-password", "db-password"),
      secretVolume("rest-auth", "rest-user"),
    ]);
    const all = [...program.pod.containers, ...(program.pod.initContainers ?? [])];
    const mounted = all.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    expect([...new Set(mounted)]).to.have.members(program.pod.volumes.map(({ name }) => name));
  });

  it("lets references read the mounted Secrets and the stores, but not the credentials of the REST API", () => {
    const allowed = program.properties["config.providers.file.param.allowed.paths"]?.split(",");
    expect(allowed).to.have.members([
      "/mnt/config",
      "/mnt/secrets/db",
      "/mnt/secrets/s3",
      "/mnt/sslcerts/db-tls",
      "/vault/tls",
    ]);
  });

  it("gives Java the login configuration of a protected REST API", () => {
    const options = program.container("connect").env?.find(({ name }) => name === "KAFKA_OPTS");
    expect(options?.value).to.include("-Djava.security.auth.login.config=/mnt/config/jaas.conf");
  });

  it("has an endpoint with a port-forward and the credentials, whose password is a secret", async () => {
    const endpoint = program.one(TYPES.workers).inputs.cluster;
    expect(JSON.stringify(endpoint)).to.include(JSON.stringify(onWireSecret("hunter2")));
    expect(await valueOf(pulumi.output(program.cluster.endpoint))).to.deep.equal({
      id: "default/connect",
      managed: true,
      url: "http://connect.default.svc:8083",
      kubernetes: { namespace: "default", service: "connect", port: 8083 },
      basicAuth: { username: "admin", password: "hunter2" },
    });
    const { endpoint: output } = program.cluster as unknown as {
      endpoint: { isSecret: Promise<boolean> };
    };
    expect(await output.isSecret).to.equal(true);
  });

  it("has no secret in any Kubernetes object", () => {
    const objects = program.registered.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(JSON.stringify(objects)).to.not.include("hunter2");
  });

  it("provides the paths of the stores, in the order of the certificates", async () => {
    const paths = (folder: string, ending: string) => ({
      keyStorePath: `${folder}/keystore.${ending}`,
      trustStorePath: `${folder}/truststore.${ending}`,
      jksPasswordPath: `${folder}/jksPassword.txt`,
    });
    expect(await valueOf(program.cluster.connectorTLSFilePaths)).to.deep.equal([
      paths("/mnt/sslcerts/db-tls", "p12"),
      paths("/vault/tls", "jks"),
    ]);
  });

  it("provides the path of a key of a mounted Secret", async () => {
    const { cluster } = program;
    const secret = pulumi.output("db");
    expect(await valueOf(cluster.secretPath("db", "b"))).to.equal("/mnt/secrets/db/b");
    expect(await valueOf(cluster.secretPath(secret, "b"))).to.equal("/mnt/secrets/db/b");
  });
});

describe("ConnectCluster: an argument", () => {
  it("`url` is the endpoint instead of the port-forward", async () => {
    const { cluster } = await Program.run({ url: "https://connect.example.com" });
    expect(await valueOf(cluster.endpoint)).to.deep.equal({
      id: "default/connect",
      managed: true,
      url: "https://connect.example.com",
    });
  });

  it("`autoscaled` leaves the number of workers to others", async () => {
    const ignored = async (args: Partial<ConnectClusterArgs>) =>
      (await Program.run(args)).one(TYPES.statefulSet).ignoreChanges;
    expect(await ignored({ autoscaled: true })).to.deep.equal(["spec.replicas"]);
    expect(await ignored({})).to.deep.equal([]);
    const claimed = async (args: Partial<ConnectClusterArgs>) =>
      (await Program.run(args)).one(TYPES.clusterName).inputs.replicas;
    expect(await claimed({ autoscaled: true, replicas: 2 })).to.equal(undefined);
    expect(await claimed({ replicas: 2 })).to.equal(2);
  });

  it("that changes the pods also changes the comparison with the number that others set", async () => {
    const content = async (args: Partial<ConnectClusterArgs> = {}) =>
      (await Program.run(args)).one(TYPES.clusterName).inputs.content;
    const before = await content();
    expect(await content()).to.equal(before);
    expect(await content({ maxUnavailable: 2 })).to.equal(before);
    for (const args of [{ heap: "-Xmx1g" }, { config: { "offset.flush.interval.ms": 5 } }]) {
      expect(await content(args)).to.not.equal(before);
    }
  });

  it("`endpoint` is unknown in the preview of a new cluster, whose workers cannot be asked", async () => {
    const known = ({ cluster }: Program) =>
      (cluster.endpoint as unknown as { isKnown: Promise<boolean> }).isKnown;
    expect(await known(await Program.run({}, "preview"))).to.equal(false);
    expect(await known(await Program.run())).to.equal(true);
  });

  it("`name` and `namespace` are part of every name that is derived from them", async () => {
    const program = await Program.run({ name: pulumi.output("kc"), namespace: "data" });
    const names = program.registered
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ inputs }) => inputs.metadata as { name: string; namespace: string });
    expect(names.map(({ name }) => name)).to.have.members([
      undefined, // The name of the ConfigMap, which the provider generates.
      "kc-headless",
      "kc",
      "kc",
      "kc",
    ]);
    expect([...new Set(names.map(({ namespace }) => namespace))]).to.deep.equal(["data"]);
    expect(program.properties).to.include({
      "group.id": "data.kc",
      "config.storage.topic": "data.kc-configs",
    });
  });

  it("`maxUnavailable: false` creates no PodDisruptionBudget", async () => {
    const program = await Program.run({ maxUnavailable: false });
    expect(program.of(TYPES.disruptionBudget)).to.deep.equal([]);
    expect(program.cluster.podDisruptionBudget).to.equal(undefined);
  });

  it("`maxUnavailable` may be a percentage of the workers", async () => {
    const program = await Program.run({ maxUnavailable: "50%" });
    expect(program.one(TYPES.disruptionBudget).inputs.spec).to.include({ maxUnavailable: "50%" });
  });

  it("`labels` are on every object and on the pods, and never override the selector's labels", async () => {
    const labels = { team: "a", "app.kubernetes.io/name": "mine" };
    const program = await Program.run({ labels, annotations: { note: "b" } });
    const { template, selector } = program.statefulSet.spec;
    const objects = program.registered.filter(({ type }) => type.startsWith("kubernetes:"));
    const metadata = objects.map(({ inputs }) => inputs.metadata as { labels: object });
    for (const { labels: found } of [...metadata, template.metadata]) {
      expect(found, JSON.stringify(found)).to.include({ team: "a" });
    }
    const { matchLabels } = selector as { matchLabels: Record<string, string> };
    expect(template.metadata.labels).to.include(matchLabels);
    expect(template.metadata.annotations).to.include({ note: "b" });
  });

  it("`podTemplate` is merged into the pod, its containers by name", async () => {
    const program = await Program.run({
      podTemplate: {
        metadata: { annotations: { mesh: "off" } },
        spec: {
          priorityClassName: "high",
          terminationGracePeriodSeconds: 10,
          containers: [
            {
              name: "connect",
              env: [{ name: "CONNECTOR_REGION", value: "eu" }],
              volumeMounts: [{ name: "tmp", mountPath: "/var/run" }],
            },
            { name: "sidecar", image: "example/sidecar:1" },
          ],
        },
      },
    });
    expect(program.statefulSet.spec.template.metadata.annotations).to.include({ mesh: "off" });
    expect(program.hash).to.match(/^[0-9a-f]{8}$/);
    expect(program.pod).to.include({
      priorityClassName: "high",
      terminationGracePeriodSeconds: 10,
      automountServiceAccountToken: false,
    });
    expect(program.pod.containers.map(({ name }) => name)).to.deep.equal(["connect", "sidecar"]);
    const { env, image } = program.container("connect");
    expect(image).to.equal("example/connect:1");
    expect(env).to.have.length(8).and.deep.include({ name: "CONNECTOR_REGION", value: "eu" });
    expect(program.mounts("connect")).to.include.keys("/tmp", "/var/run", "/mnt/config");
  });
});

describe("ConnectCluster: what distinguishes it from another Connect cluster", () => {
  const idOf = async (args: Partial<ConnectClusterArgs>) =>
    (
      await valueOf(
        (await Program.run({ name: "kc", namespace: "data", ...args })).cluster.endpoint,
      )
    ).id;

  const ids: [string, Partial<ConnectClusterArgs>, string][] = [
    ["only its name, as a rule", {}, "data/kc"],
    [
      "not an argument that is the default",
      { groupId: "data.kc", internalTopics: { status: pulumi.output("data.kc-status") } },
      "data/kc",
    ],
    ["its group", { groupId: "g" }, "data/kc?group=g"],
    ["its config topic", { internalTopics: { config: "c" } }, "data/kc?config=c"],
    [
      "all of them",
      { groupId: "g", internalTopics: { config: "c", offset: "o", status: "s" } },
      "data/kc?group=g&config=c&offset=o&status=s",
    ],
    ["not its address", { url: "https://connect.example.com", replicas: 1 }, "data/kc"],
  ];
  for (const [what, args, id] of ids) {
    it(what, async () => expect(await idOf(args)).to.equal(id));
  }
});

describe("ConnectCluster: the objects whose names must be free", () => {
  const objectsOf = async (args: Partial<ConnectClusterArgs>) => {
    const { inputs } = (await Program.run({ name: "kc", ...args })).one(TYPES.clusterName);
    return (inputs.objects as { kind: string; name: string }[]).map(
      ({ kind, name }) => `${kind} ${name}`,
    );
  };

  it("are all those with a fixed name", async () => {
    const { registered } = await Program.run({ name: "kc", healing: {} });
    const fixed = registered.flatMap(({ type, inputs }) => {
      const { name } = (inputs.metadata ?? {}) as { name?: string };
      return name === undefined ? [] : [`${type.split(":").at(-1) ?? ""} ${name}`];
    });
    expect(await objectsOf({ healing: {} })).to.have.members(fixed);
  });

  it("do not include those that the arguments turn off", async () => {
    expect(await objectsOf({ maxUnavailable: false })).to.have.members([
      "StatefulSet kc",
      "Service kc",
      "Service kc-headless",
    ]);
  });
});

describe("ConnectCluster: the name of its ConfigMap", () => {
  const names: [string, string][] = [
    ["connect", "connect-config"],
    ["Orders_Connect", "orders-connect-config"],
    ["_x", "x-config"],
    ["__", "connect-config"],
  ];
  for (const [resource, expected] of names) {
    it(`begins with ${expected} for the resource ${resource}`, () => {
      const access = pulumi.output({});
      const { configName } = clusterPlan(resource, "urn", minimal, access);
      expect(configName).to.equal(expected);
    });
  }
});

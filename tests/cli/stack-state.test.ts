import { expect } from "chai";
import { declaredClusters } from "../../cli/stack-state";

describe("the clusters in a stack's state", () => {
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(value),
  });
  const resource = (type: string, name: string, outputs: object, more: object = {}) => ({
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    type,
    outputs,
    ...more,
  });
  const connector = (name: string, cluster: object, more: object = {}, flags: object = {}) =>
    resource(
      "pulumi-nodejs:dynamic/kafkaconnect:Connector",
      name,
      { connectorName: `${name}-1`, state: "running", class: "C", config: {}, cluster, ...more },
      flags,
    );

  it("are those of its connectors and ConnectClusters, with their secrets in plain text", () => {
    const auth = { username: "u", password: secret("hunter2") };
    const component = "pulumi-kafka-connect:index:ConnectCluster";
    const kubernetes = { namespace: "data", service: "connect", port: 8083 };
    const inside = { id: "data/connect", url: "http://connect.data:8083", kubernetes };
    const found = declaredClusters({
      resources: [
        resource(component, "connect", { endpoint: secret({ ...inside, basicAuth: auth }) }),
        connector("orders", inside, { targetState: "paused", secretKeys: ["k"] }),
        connector("lone", { url: "http://other:8083" }, { waitFor: "connector" }),
        connector("old", { url: "http://old:8083" }, {}, { delete: true }),
        resource("aws:s3/bucket:Bucket", "bucket", { cluster: inside }),
      ],
    });
    expect(found).to.deep.equal([
      {
        id: "data/connect",
        endpoint: { ...inside, basicAuth: { username: "u", password: "hunter2" } },
        connectors: [
          {
            ...{ resource: "orders", name: "orders-1", state: "paused" },
            ...{ makesTasks: true, secretKeys: ["k"] },
          },
        ],
      },
      {
        id: "http://other:8083",
        endpoint: { url: "http://other:8083" },
        connectors: [
          {
            ...{ resource: "lone", name: "lone-1", state: "running" },
            ...{ makesTasks: false, secretKeys: [] },
          },
        ],
      },
    ]);
  });

  it("have each connector of a set, with the name of the set", () => {
    const set = {
      cluster: { url: "http://connect:8083" },
      clusterId: "http://connect:8083",
      connectors: {
        a: {
          class: "C",
          config: { k: secret("hunter2") },
          type: "source",
          state: "running",
          tasks: 1,
        },
        b: {
          class: "C",
          config: {},
          type: "sink",
          state: "running",
          targetState: "paused",
          tasks: 0,
        },
      },
      workers: [],
      __secrets: { a: { keys: ["k"] } },
    };
    for (const type of [
      "pulumi-nodejs:dynamic/kafkaconnect:ConnectorSet",
      "pulumi-kafka-connect:index:ConnectorSetMembers",
    ]) {
      const [found] = declaredClusters({ resources: [resource(type, "all", set)] });
      const common = { resource: "all", ofSet: true, makesTasks: true };
      expect(found?.connectors, type).to.deep.equal([
        { ...common, name: "a", state: "running", secretKeys: ["k"] },
        { ...common, name: "b", state: "paused", secretKeys: [] },
      ]);
    }
  });

  it("are those of the plugin's connectors too", () => {
    const outputs = {
      ...{ name: "orders-1", connectorName: "orders-1", class: "C", config: {} },
      ...{ state: "running", cluster: { url: "http://connect:8083" }, __cluster: "provider" },
    };
    const [found] = declaredClusters({
      resources: [resource("pulumi-kafka-connect:index:Connector", "orders", outputs)],
    });
    expect(found?.endpoint).to.deep.equal({ url: "http://connect:8083" });
    expect(found?.connectors.map(({ name }) => name)).to.deep.equal(["orders-1"]);
  });

  it("have the credentials of the plugin's provider, which only the provider's own state contains", () => {
    const url = "https://connect:8083";
    const login = { basicAuth: { username: "app", password: "hunter2" } };
    const type = "pulumi:providers:pulumi-kafka-connect";
    const provider = (name: string, cluster: unknown) =>
      resource(type, name, {}, { id: `${name}-id`, inputs: { cluster } });
    const of = (name: string) => ({
      provider: `urn:pulumi:dev::shop::${type}::${name}::${name}-id`,
    });
    const outputs = {
      ...{ name: "orders-1", connectorName: "orders-1", class: "C", config: {} },
      ...{ state: "running", cluster: { url }, __cluster: "provider" },
    };
    const token = "pulumi-kafka-connect:index:Connector";
    const forms: [form: string, cluster: unknown][] = [
      ["an object", { url, basicAuth: { username: "app", password: secret("hunter2") } }],
      ["JSON, as stack configuration", JSON.stringify({ url, ...login })],
      ["secret JSON", secret(JSON.stringify({ url, ...login }))],
    ];
    for (const [form, cluster] of forms) {
      const [found, ...others] = declaredClusters({
        resources: [
          provider("other", { url, bearerToken: secret("hunter2-of-another") }),
          provider("default", cluster),
          resource(token, "orders", outputs, of("default")),
        ],
      });
      expect(found?.endpoint, form).to.deep.equal({ url, ...login });
      expect(others).to.deep.equal([]);
    }
    // Credentials never go to another cluster than the configured one.
    const [moved] = declaredClusters({
      resources: [
        provider("default", { url: "https://new:8083", ...login }),
        resource(token, "orders", outputs, of("default")),
      ],
    });
    expect(moved?.endpoint).to.deep.equal({ url });
  });

  it("are empty for an empty stack", () => {
    expect(declaredClusters(undefined)).to.deep.equal([]);
    expect(declaredClusters({})).to.deep.equal([]);
  });
});

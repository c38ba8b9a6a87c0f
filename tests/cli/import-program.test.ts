import { expect } from "chai";
import { importedProgram, secretSettings } from "../../cli/import-program";
import { addressOf } from "../../provider/endpoint/endpoint";
import { NOT_IMPORTED } from "../../provider/connector/imported";

describe("the program of imported connectors", () => {
  const url = "http://localhost:8083";
  const orders = {
    name: "orders",
    class: "org.example.Sink",
    cluster: { url },
    state: "running",
    config: { topics: "a,b", "db.password": NOT_IMPORTED },
    __secrets: { keys: ["db.password"] },
  };

  it("declares only what differs from defaults, and takes secrets from settings of the stack", () => {
    const paused = { ...orders, state: "paused", tasksMax: 2, config: {} };
    const connectors = new Map<string, Readonly<Record<string, unknown>>>([
      ["orders", orders],
      ["late: orders", paused],
    ]);
    expect(importedProgram({ url }, connectors)).to.equal(`import * as pulumi from "@pulumi/pulumi";
import { Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const cluster = {
  url: "http://localhost:8083",
};

new Connector("orders", {
  cluster,
  class: "org.example.Sink",
  config: {
    topics: "a,b",
    "db.password": settings.requireSecret("orders.db.password"),
  },
});

new Connector("late: orders", {
  cluster,
  class: "org.example.Sink",
  config: {},
  tasksMax: 2,
  state: "paused",
});
`);
  });

  it("names the settings that it needs, without colons", () => {
    expect(secretSettings("a:b", orders)).to.deep.equal(["a-b.db.password"]);
  });

  it("contains no credentials of the cluster, and says that they are missing", () => {
    const endpoint = {
      url: "http://connect.data:8083",
      basicAuth: { username: "app", password: "hunter2" },
      kubernetes: { namespace: "data", service: "connect", port: 8083, kubeconfig: "hunter3" },
    };
    const kubernetes = { namespace: "data", service: "connect", port: 8083 };
    expect(addressOf({ ...endpoint })).to.deep.equal({ url: endpoint.url, kubernetes });
    const text = importedProgram(endpoint, new Map());
    expect(text).to.not.contain("hunter").and.not.contain("url:");
    expect(text).to.contain("// Add the credentials and certificates");
  });
});

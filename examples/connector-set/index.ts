import * as pulumi from "@pulumi/pulumi";
import { Connector, type ConnectorArgs, ConnectorSet } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const cluster = { url: settings.get("connectUrl") ?? "http://localhost:8083" };
const folder = settings.get("folder") ?? "/tmp";
const shops = settings.getObject<string[]>("shops") ?? ["berlin", "lisbon", "oslo"];
/** The shop whose connector has a resource of its own. */
const alone = settings.get("alone");

const source = (shop: string) => ({
  class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
  config: { file: `${folder}/${shop}.txt`, topic: `orders-${shop}`, "batch.size": 100 },
});

const inSet = shops.filter((shop) => shop !== alone);
const orders = new ConnectorSet("orders", {
  cluster,
  // For each connector that does not set its own.
  defaults: { adopt: true, restartPolicy: { maxRetry: 3 } },
  // The keys are the connectors' names on the cluster.
  connectors: Object.fromEntries(inSet.map((shop) => [`orders-${shop}`, source(shop)])),
});

if (alone !== undefined) {
  const args: ConnectorArgs = { cluster, ...source(alone), adopt: true };
  new Connector(`orders-${alone}`, args);
}

export const states = pulumi.all(inSet.map((shop) => orders.connector(`orders-${shop}`).state));

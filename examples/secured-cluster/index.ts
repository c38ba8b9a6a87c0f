import * as pulumi from "@pulumi/pulumi";
import { type ConnectEndpointArgs, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const cluster: ConnectEndpointArgs = {
  id: "production", // Identifies the cluster, so its address can change.
  url: settings.get("connectUrl") ?? "https://connect.example.com:8083",
  basicAuth: { username: "deployer", password: { env: "CONNECT_PASSWORD" } },
  tls: { ca: { file: "ca.pem" } },
};

const orders = new Connector("orders", {
  cluster,
  class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
  config: { file: "/var/lib/orders.txt", topic: "orders" },
});

export const state = orders.state;

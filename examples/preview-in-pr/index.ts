import * as pulumi from "@pulumi/pulumi";
import { Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const orders = new Connector("orders-to-file", {
  cluster: { url: settings.get("connectUrl") ?? "http://localhost:8083" },
  class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
  config: {
    topics: "orders",
    file: "/tmp/orders.txt",
  },
});

export const state = orders.state;

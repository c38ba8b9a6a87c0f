import { Connector } from "pulumi-kafka-connect";

const orders = new Connector("orders-to-file", {
  cluster: { url: "http://localhost:8083" },
  class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
  tasksMax: 1,
  config: {
    topics: "orders",
    file: "/tmp/orders.txt",
  },
});

export const state = orders.state;

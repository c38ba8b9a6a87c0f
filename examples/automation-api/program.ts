import { Connector } from "pulumi-kafka-connect";

/** What another project has in its index.ts; what it returns are the stack's outputs. */
export function program() {
  const orders = new Connector("orders-to-file", {
    cluster: { url: process.env["CONNECT_URL"] ?? "http://localhost:8083" },
    class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
    config: {
      topics: "orders",
      file: "/tmp/orders.txt",
    },
  });
  return { state: orders.state };
}

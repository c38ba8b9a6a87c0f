import * as pulumi from "@pulumi/pulumi";
import { Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const audit = new Connector("audit", {
  cluster: { url: settings.get("connectUrl") ?? "http://localhost:8083" },
  name: "audit-log-sink",
  class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
  config: { topics: "audit", file: "/var/log/audit.txt" },
  adopt: true, // Nothing is written when it equals what is there.
  ignoreKeys: ["owner.*"], // Set by others, and left to them.
});

export const state = audit.state;

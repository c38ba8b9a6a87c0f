import * as pulumi from "@pulumi/pulumi";
import { Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const archive = new Connector(
  "archive",
  {
    cluster: { url: settings.get("connectUrl") ?? "http://localhost:8083" },
    class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
    tasksMax: 2,
    config: { topics: "orders", file: "/var/lib/archive.txt" },
    state: settings.getBoolean("maintenance") ? "paused" : "running",
    restartPolicy: { type: "OnFailure", maxRetry: 3 },
    waitFor: "tasks",
  },
  { customTimeouts: { create: "5m", update: "5m", delete: "2m" } },
);

export const state = archive.state;
export const failedTasks = archive.failedTasks;

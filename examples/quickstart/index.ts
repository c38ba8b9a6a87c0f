import * as pulumi from "@pulumi/pulumi";
import { Connector, type TargetState } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const cluster = { url: settings.get("connectUrl") ?? "http://localhost:8083" };
// On the machine of the Connect worker: it is the worker that reads and writes the files.
const folder = settings.get("folder") ?? "/tmp";
const topic = "quickstart-lines";
const textConverter = "org.apache.kafka.connect.storage.StringConverter";

/** Follows input.txt and writes each new line to the topic. */
const source = new Connector("quickstart-source", {
  cluster,
  class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
  tasksMax: 1,
  config: {
    file: `${folder}/input.txt`,
    topic,
    "value.converter": textConverter,
    "batch.size": settings.getNumber("batchSize") ?? 2000,
  },
});

/** Appends each record of the topic to output.txt. */
const sink = new Connector("quickstart-sink", {
  cluster,
  class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
  tasksMax: 1,
  state: settings.get<TargetState>("sinkState") ?? "running",
  config: {
    file: `${folder}/output.txt`,
    topics: topic,
    "value.converter": textConverter,
  },
});

export const sourceState = source.state;
export const sinkState = sink.state;
export const sinkTasks = sink.tasks;

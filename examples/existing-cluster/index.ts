import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Connector, type TargetState } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const folder = path.join(__dirname, "connectors");

/** As the REST API has it; a secret value is not in the file. */
interface Saved {
  name: string;
  config: Record<string, string | null>;
  initial_state?: string;
}

const saved = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Saved,
);

const connectors = saved.map(({ name, config, initial_state: state = "RUNNING" }) => {
  const values = Object.entries(config).map(([key, value]): [string, pulumi.Input<string>] => [
    key,
    value ?? settings.requireSecret(`${name}/${key}`),
  ]);
  return new Connector(name, {
    cluster: { url: settings.get("connectUrl") ?? "http://localhost:8083" },
    class: config["connector.class"] ?? "",
    tasksMax: Number(config["tasks.max"] ?? 1),
    config: Object.fromEntries(values),
    state: state.toLowerCase() as TargetState,
    adopt: true, // Writes nothing if the connector already equals the program.
    ignoreKeys: ["owner.*"], // Set by others, and left unchanged.
  });
});

export const states = Object.fromEntries(saved.map(({ name }, i) => [name, connectors[i]?.state]));

import * as pulumi from "@pulumi/pulumi";
import { type ConnectEndpointArgs, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

// The id keeps the connectors where they are when an address changes.
const sites = {
  east: {
    cluster: { id: "east", url: settings.require("eastUrl") },
    topics: ["orders", "invoices"],
  },
  west: {
    cluster: { id: "west", url: settings.require("westUrl") },
    topics: ["orders", "returns"],
  },
};

/** The resources have different names; on its own cluster, each connector is `archive-orders`. */
function archive(site: string, cluster: ConnectEndpointArgs, topic: string): Connector {
  return new Connector(`${site}-archive-${topic}`, {
    cluster,
    name: `archive-${topic}`,
    class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
    config: { topics: topic, file: `/tmp/${topic}.txt` },
  });
}

const archives = Object.entries(sites).flatMap(([site, { cluster, topics }]) =>
  topics.map((topic) => [`${site}/${topic}`, archive(site, cluster, topic)] as const),
);

export const states = Object.fromEntries(archives.map(([of, { state }]) => [of, state]));

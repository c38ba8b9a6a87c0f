import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

// What sha512sum says of the archive. This one is a placeholder.
const debeziumChecksum =
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const connect = new ConnectCluster("connect", {
  image: { application: "apache/kafka:4.3.1" },
  bootstrapServers: settings.require("bootstrapServers"),
  build: {
    onDemand: {
      plugins: {
        confluentHub: [
          {
            owner: "confluentinc",
            name: "kafka-connect-datagen",
            version: "0.6.5",
            acceptLicense: true, // Read it on Confluent Hub first.
          },
        ],
        url: [
          {
            name: "debezium-postgres",
            archivePath: "https://plugins.example.com/debezium-connector-postgres-plugin.tar.gz",
            checksum: debeziumChecksum,
          },
        ],
      },
      storageLimit: "1G",
    },
  },
});

export const installedPlugins = connect.installedPlugins;

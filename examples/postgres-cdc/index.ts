import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
// Apache's image has what the installer of plugins needs, too.
const image = settings.get("image") ?? "apache/kafka:4.3.1";
const replicationFactor = settings.getNumber("replicationFactor") ?? 3;

const connect = new ConnectCluster("connect", {
  namespace: settings.get("namespace") ?? "default",
  replicas: 2, // The connector has one task: the second worker takes it when the first is lost.
  image: { application: image, init: image },
  bootstrapServers: settings.require("bootstrapServers"),
  internalTopicReplicationFactor: replicationFactor,
  // Records contain only the rows, without their schemas.
  config: { "key.converter.schemas.enable": false, "value.converter.schemas.enable": false },
  build: {
    onDemand: {
      plugins: {
        url: [
          {
            name: "debezium-postgres",
            archivePath: settings.require("debeziumUrl"),
            // Of debezium-connector-postgres-3.6.0.Final-plugin.tar.gz, wherever it is served.
            checksum:
              "6a59c35e657b824e9a37008586bde707f684fc7549ac5e0a59facaa41acb24d8adb85eaa93917be811794c0f05ef9056ad1efe339f082ee2f25ae9b67c91d788",
          },
        ],
      },
      storageLimit: "1G",
    },
  },
  // Not created here, so the password is never stored in the state.
  mountedSecrets: [{ secretRef: "shop-db" }],
  healing: { image: settings.get("agentImage") ?? "node:22-alpine" },
});

const login = connect.secretPath("shop-db", "login.properties");

const changes = new Connector("shop-changes", {
  cluster: connect,
  class: "io.debezium.connector.postgresql.PostgresConnector",
  config: {
    "database.hostname": settings.require("databaseHost"),
    "database.port": settings.getNumber("databasePort") ?? 5432,
    "database.dbname": "shop",
    // Resolved by the workers: `${file:/mnt/secrets/shop-db/login.properties:user}`.
    "database.user": pulumi.interpolate`\${file:${login}:user}`,
    "database.password": pulumi.interpolate`\${file:${login}:password}`,
    "table.include.list": "public.customers",
    "plugin.name": "pgoutput", // Comes with PostgreSQL.
    "slot.name": "shop_changes",
    "publication.name": "shop_changes",
    "publication.autocreate.mode": "filtered", // Made by Debezium, for the tables of the list.
    "topic.prefix": settings.get("topicPrefix") ?? "shop",
    "topic.creation.default.replication.factor": replicationFactor,
    "topic.creation.default.partitions": 1,
  },
  // The slot is dropped by hand after the connector: from then on its offsets lead nowhere.
  onDelete: { resetOffsets: true },
});

export const state = changes.state;
export const installedPlugins = connect.installedPlugins;

import * as pulumi from "@pulumi/pulumi";
import { Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const customers = new Connector("customers", {
  cluster: { url: settings.get("connectUrl") ?? "http://localhost:8083" },
  class: "io.debezium.connector.postgresql.PostgresConnector",
  config: {
    "database.hostname": "db.example.com",
    "database.dbname": "shop",
    // Resolved by the workers: this text is all that Pulumi and Connect store.
    "database.user": "${file:/mnt/secrets/shop-db/db.properties:user}",
    // Encrypted in Pulumi's state, because of its key; Connect stores it in plain text.
    "database.password": settings.requireSecret("databasePassword"),
    "topic.prefix": "shop",
  },
});

export const tasks = customers.tasks;

import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const bootstrapServers = settings.require("bootstrapServers");

const connect = new ConnectCluster("connect", {
  image: { application: "apache/kafka:4.3.1" },
  bootstrapServers,
});

const heartbeats = new Connector("heartbeats", {
  cluster: connect,
  class: "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector",
  config: {
    "source.cluster.alias": "here",
    "target.cluster.alias": "here",
    "source.cluster.bootstrap.servers": bootstrapServers,
    "target.cluster.bootstrap.servers": bootstrapServers,
  },
});

export const state = heartbeats.state;

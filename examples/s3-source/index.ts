import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();
const namespace = settings.get("namespace") ?? "default";
const bootstrapServers = settings.require("bootstrapServers");
const replicationFactor = settings.getNumber("replicationFactor") ?? 3;
const image = settings.get("image") ?? "apache/kafka:4.3.1";
const endpoint = settings.get("endpoint");

const credential = new k8s.core.v1.Secret("aws-credential", {
  metadata: { namespace, name: "aws-credential" },
  stringData: {
    "aws.txt": pulumi.interpolate`aws_access_key_id=${settings.require("accessKeyId")}
aws_secret_access_key=${settings.requireSecret("secretAccessKey")}
`,
  },
});

const connect = new ConnectCluster("connect", {
  namespace,
  bootstrapServers,
  replicas: settings.getNumber("replicas") ?? 3,
  internalTopicReplicationFactor: replicationFactor,
  image: { application: image, init: image }, // Kafka's has all that installing takes.
  healing: { image: settings.get("nodeImage") ?? "node:22-alpine" },
  build: {
    onDemand: {
      plugins: {
        url: [
          {
            name: "file-pulse",
            archivePath: settings.require("pluginUrl"),
            checksum: settings.require("pluginChecksum"),
          },
        ],
      },
      storageLimit: "2G",
    },
  },
  mountedSecrets: [{ secretRef: credential.metadata.name }],
});

// What the workers read when the connector starts; Connect and Pulumi store the reference.
const keys = connect.secretPath(credential.metadata.name, "aws.txt");
const filePulse = "io.streamthoughts.kafka.connect.filepulse";

const source = new Connector("s3-source", {
  cluster: connect,
  class: `${filePulse}.source.FilePulseSourceConnector`,
  tasksMax: 1,
  config: {
    topic: settings.get("topic") ?? "s3-lines",
    "topic.creation.default.partitions": 1,
    "topic.creation.default.replication.factor": replicationFactor,
    "aws.s3.bucket.name": settings.require("bucket"),
    "aws.s3.region": settings.get("region") ?? "us-east-1",
    ...(endpoint === undefined ? {} : { "aws.s3.service.endpoint": endpoint }),
    "aws.access.key.id": pulumi.interpolate`\${file:${keys}:aws_access_key_id}`,
    "aws.secret.access.key": pulumi.interpolate`\${file:${keys}:aws_secret_access_key}`,
    "fs.listing.class": `${filePulse}.fs.AmazonS3FileSystemListing`,
    "fs.listing.interval.ms": 5000,
    // The objects stay in the bucket.
    "fs.cleanup.policy.class": `${filePulse}.fs.clean.LogCleanupPolicy`,
    // A record a line, and the line is its value.
    "tasks.reader.class": `${filePulse}.fs.reader.AmazonS3RowFileInputReader`,
    transforms: "line",
    "transforms.line.type": "org.apache.kafka.connect.transforms.ExtractField$Value",
    "transforms.line.field": "message",
    "value.converter": "org.apache.kafka.connect.storage.StringConverter",
    // Which objects have been read: the connector keeps it in a topic of its own.
    "tasks.file.status.storage.bootstrap.servers": bootstrapServers,
    "tasks.file.status.storage.topic": `${namespace}.s3-source-objects`,
    "tasks.file.status.storage.topic.partitions": 1,
    "tasks.file.status.storage.topic.replication.factor": replicationFactor,
  },
});

export const state = source.state;
export const installedPlugins = connect.installedPlugins;

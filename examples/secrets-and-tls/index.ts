import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, Connector } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const connect = new ConnectCluster("connect", {
  image: { application: settings.require("image") },
  bootstrapServers: settings.require("bootstrapServers"),
  kafka: {
    tls: { secretRef: "kafka-tls" },
    authentication: { type: "scram-sha-512", secretRef: "kafka-user" },
  },
  // Secrets of the namespace, by their names: none of their content is in Pulumi's state.
  mountedSecrets: [{ secretRef: "search" }],
  connectorTLSCerts: [{ secretRef: "search-tls" }],
  basicAuth: {
    secretRef: "connect-user",
    username: "deployer",
    password: { env: "CONNECT_PASSWORD" },
  },
  tls: { secretRef: "connect-tls", ca: { file: "ca.pem" } },
});

const login = connect.secretPath("search", "login.properties");
const searchTLS = connect.connectorTLSFilePaths[0];

const orders = new Connector("orders-to-search", {
  cluster: connect,
  class: "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector",
  config: {
    topics: "orders",
    "connection.url": "https://search.example.com:9200",
    // Resolved by the workers: `${file:/mnt/secrets/search/login.properties:user}`.
    "connection.username": pulumi.interpolate`\${file:${login}:user}`,
    "connection.password": pulumi.interpolate`\${file:${login}:password}`,
    "elastic.security.protocol": "SSL",
    "elastic.https.ssl.truststore.type": "PKCS12",
    "elastic.https.ssl.truststore.location": pulumi.interpolate`${searchTLS?.trustStorePath}`,
    "elastic.https.ssl.truststore.password": pulumi.interpolate`\${file:${searchTLS?.jksPasswordPath}:jksPassword}`,
  },
});

export const state = orders.state;

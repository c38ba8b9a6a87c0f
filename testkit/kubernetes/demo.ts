import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, Connector } from "../../index";
import { certificates } from "../certificates";
import type { Cluster } from "./cluster";
import { type DebeziumVersion, JDBC_SINK, type PluginServer } from "../plugins/plugin-server";
import { SINK, SOURCE, STRINGS } from "../connectors/scenario";
import { restrictedNamespace, secretsIn, smallCluster } from "./small-cluster";

/** In a mounted Secret. Only the connector that refers to it may show it. */
export const HUSH = "hunter2-4d2c9f";

export interface DemoChange {
  readonly debezium?: DebeziumVersion;
  readonly config?: Readonly<Record<string, string | number>>;
  /** The prefix of the topics of all three connectors. */
  readonly topics?: string;
}

/** One program: two plugins, a secret, a certificate, a cluster of two, three connectors. */
export function demo(running: Cluster, namespace: string, server: PluginServer) {
  return ({ debezium = "3.5.0.Final", config = {}, topics = namespace }: DemoChange = {}) =>
    () => {
      const space = restrictedNamespace(namespace);
      const { ca, server: identity } = certificates();
      const secrets = secretsIn(space, {
        lines: { "files.properties": `file=/etc/hosts\npassword=${HUSH}\n` },
        "db-tls": {
          "cacerts.pem": ca,
          "fullchain.pem": identity.cert,
          "privkey.pem": identity.key,
        },
      });
      const connect = new ConnectCluster(
        "connect",
        {
          ...smallCluster(running, namespace),
          replicas: 2,
          config,
          build: {
            onDemand: {
              plugins: {
                url: [server.debezium(debezium)],
                confluentHub: [server.mongo],
                hubUrl: server.url,
              },
              storageLimit: "1G",
            },
          },
          mountedSecrets: [{ secretRef: "lines" }],
          connectorTLSCerts: [{ secretRef: "db-tls" }],
        },
        { dependsOn: secrets },
      );
      const stores = connect.connectorTLSFilePaths.apply(([paths]) => paths?.jksPasswordPath ?? "");
      const lines = connect.secretPath("lines", "files.properties");
      const source = new Connector("source", {
        cluster: connect,
        class: SOURCE,
        config: {
          file: pulumi.interpolate`\${file:${lines}:file}`,
          topic: `${topics}-lines`,
          "value.converter": STRINGS,
        },
      });
      const sink = new Connector("sink", {
        cluster: connect,
        class: SINK,
        config: {
          // The worker has the name only if it could read the stores' password.
          file: pulumi.interpolate`/tmp/\${file:${stores}:jksPassword}`,
          topics: `${topics}-lines`,
          "value.converter": STRINGS,
        },
      });
      const rows = new Connector("rows", {
        cluster: connect,
        class: JDBC_SINK,
        config: {
          topics: `${topics}-rows`,
          "connection.url": "jdbc:h2:mem:rows;DB_CLOSE_DELAY=-1",
          "connection.username": "sa",
          "connection.password": pulumi.interpolate`\${file:${lines}:password}`,
        },
      });
      return {
        plugins: connect.installedPlugins,
        states: [source.state, sink.state, rows.state],
      };
    };
}

import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { propertiesText } from "../../components/properties";
import { brokerProperties } from "../../sandbox/broker";
import { certificateFor, certificates, storePassword } from "../certificates";
import type { Cluster } from "../kubernetes/cluster";

const name = "secured-broker";
const port = 9094;

export interface SecuredBroker {
  readonly address: pulumi.Output<string>;
  readonly deployment: k8s.apps.v1.Deployment;
}

/** A broker with TLS that accepts one user, from clients with a certificate of the tests' CA. */
export function securedBroker(
  { workerImage }: Cluster,
  space: k8s.core.v1.Namespace,
  user: { readonly username: string; readonly password: string },
): SecuredBroker {
  const namespace = space.metadata.name;
  const metadata = { namespace, name };
  const labels = { app: name };
  const host = namespace.apply((of) => `${name}.${of}.svc`);
  new k8s.core.v1.Service(name, { metadata, spec: { selector: labels, ports: [{ port }] } });
  const secret = new k8s.core.v1.Secret(name, {
    metadata,
    data: host.apply((known) => ({
      "keystore.p12": base64(readFileSync(certificateFor(name, [known]).store)),
      "truststore.p12": base64(readFileSync(certificates().trustStore)),
      "broker.properties": base64(propertiesText(properties(known, user))),
    })),
  });
  const config = "/config/broker.properties";
  const bin = "/opt/kafka/bin";
  const script =
    `${bin}/kafka-storage.sh format --standalone --cluster-id c2VjdXJlZC1icm9rZXItMQ --config ${config} && ` +
    `exec ${bin}/kafka-server-start.sh ${config}`;
  const deployment = new k8s.apps.v1.Deployment(name, {
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 1, // Its data is not needed afterwards.
          securityContext: { fsGroup: 1000 },
          containers: [
            {
              name,
              image: workerImage,
              command: ["/bin/sh", "-c", script],
              env: [
                { name: "KAFKA_HEAP_OPTS", value: "-Xmx256m" },
                {
                  name: "KAFKA_JVM_PERFORMANCE_OPTS",
                  value: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                },
              ],
              ports: [{ containerPort: port }],
              readinessProbe: { tcpSocket: { port }, periodSeconds: 1, failureThreshold: 300 },
              securityContext: { runAsUser: 1000, runAsGroup: 1000 },
              volumeMounts: [
                { name: "config", mountPath: "/config", readOnly: true },
                { name: "data", mountPath: "/data" },
              ],
            },
          ],
          volumes: [
            { name: "config", secret: { secretName: secret.metadata.name } },
            { name: "data", emptyDir: {} },
          ],
        },
      },
    },
  });
  return { address: pulumi.interpolate`${host}:${port}`, deployment };
}

function properties(
  host: string,
  { username, password }: { readonly username: string; readonly password: string },
): Record<string, string> {
  const plain = brokerProperties(
    { client: "127.0.0.1:9092", controller: "127.0.0.1:9093" },
    "/data/topics",
  );
  const quoted = password.replace(/[\\"]/g, "\\$&");
  const store = (kind: string) => ({
    [`ssl.${kind}.type`]: "PKCS12",
    [`ssl.${kind}.location`]: `/config/${kind}.p12`,
    [`ssl.${kind}.password`]: storePassword,
  });
  return {
    ...plain,
    listeners: `${plain.listeners},SASL_SSL://0.0.0.0:${port}`,
    "advertised.listeners": `${plain["advertised.listeners"]},SASL_SSL://${host}:${port}`,
    "listener.security.protocol.map": `${plain["listener.security.protocol.map"]},SASL_SSL:SASL_SSL`,
    "sasl.enabled.mechanisms": "PLAIN",
    "listener.name.sasl_ssl.ssl.client.auth": "required",
    "listener.name.sasl_ssl.plain.sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${quoted}";`,
    ...store("keystore"),
    ...store("truststore"),
  };
}

function base64(content: string | Buffer): string {
  return Buffer.from(content).toString("base64");
}

import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ConnectCluster, Connector, type PluginSourcesArgs } from "../../index";
import { sha512 } from "../../testkit/plugins/archives";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import type { FileServer } from "../../testkit/plugins/file-server";
import { itStandingFor } from "../../testkit/proof";
import {
  s3Source,
  s3SourceFolder,
  s3SourceServer,
} from "../../testkit/kubernetes/s3-source/server";
import {
  restrictedNamespace,
  secretsIn,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";

/** The manifests with which Confluent introduced declarative connectors, as programs. */
describe("Confluent's first manifests of Connect and Connector, on real pods", function () {
  this.timeout(300_000);

  const namespace = `cfk-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let server: FileServer;
  let checksum: string;

  before(async () => {
    running = await cluster();
    const folder = await s3SourceFolder();
    checksum = sha512(readFileSync(path.join(folder, s3Source.archive)));
    server = await s3SourceServer(folder, running.hostAddress ?? "127.0.0.1");
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(async () => {
    await stack.remove();
    await server.close();
  });

  const program = (image: string) => () => {
    const { owner, name, version, archive } = s3Source;
    const hub = { owner, name, version, acceptLicense: true, sha512: checksum };
    const url = { name, archivePath: `${server.url}/${archive}`, checksum };
    const space = restrictedNamespace(namespace);
    const dependsOn = secretsIn(space, {
      "aws-credential": {
        "aws.txt": "aws_access_key_id=id\naws_secret_access_key=hush-of-cfk-programs\n",
      },
    });
    const states = Object.entries<PluginSourcesArgs>({
      hub: { confluentHub: [hub], hubUrl: server.url },
      url: { url: [url] },
    }).map(([source, plugins]) => {
      const connect = new ConnectCluster(
        source,
        {
          ...smallCluster(running, namespace),
          replicas: 1,
          image: { application: image, init: running.workerImage },
          heap: "-Xmx512m",
          config: {}, // The stand-in for the plugin is found only by a scan of its classes.
          build: { onDemand: { plugins, storageLimit: "4G" } },
          mountedSecrets: [{ secretRef: "aws-credential" }],
        },
        { dependsOn },
      );
      return connector(`connector-${source}`, connect).state;
    });
    return { states };
  };

  const connector = (resource: string, connect: ConnectCluster) =>
    new Connector(
      resource,
      {
        cluster: connect,
        name: "connector",
        class: s3Source.class,
        tasksMax: 3,
        config: {
          "topics.dir": "quickstart",
          "value.converter": "org.apache.kafka.connect.json.JsonConverter",
          mode: "GENERIC",
          "format.class": "io.confluent.connect.s3.format.json.JsonFormat",
          "topic.regex.list": "quick-start-topic:.*",
          "s3.bucket.name": "demo-bucket",
          "s3.region": "us-west-2",
          "value.converter.schemas.enable": "false",
          "aws.access.key.id": "${file:/mnt/secrets/aws-credential/aws.txt:aws_access_key_id}",
          "aws.secret.access.key":
            "${file:/mnt/secrets/aws-credential/aws.txt:aws_secret_access_key}",
        },
        restartPolicy: { type: "OnFailure" },
      },
      { customTimeouts: { delete: "3s" } },
    );

  for (const which of ["olderImage", "workerImage"] as const) {
    itStandingFor(which === "workerImage")(
      `run with the ${which === "olderImage" ? "image of an older" : "current"} Kafka Connect`,
      async () => {
        const run = await stack.up(program(running[which]));
        expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
        expect(run.outputs.states).to.deep.equal(["running", "running"]);
      },
    );
  }
});

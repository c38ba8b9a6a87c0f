/** The StatefulSet of the workers: its pod template, with the containers that prepare each worker. */
import type { apps, core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { Installer } from "./plugins/installer";
import { METRICS_PORT, scrapeAnnotations } from "./metrics";
import { PATHS, secretVolume } from "./mounts";
import { patched } from "./patch";
import { RESTRICTED_CONTAINER, restrictedPod } from "./pod-security";
import { scriptEnvironment } from "./start-worker";
import { REST_PORT } from "./worker-config";
import { headless, metadata, unawaited, type Workload } from "./workload";

type Text = pulumi.Input<string>;

export function statefulSet(workload: Workload, configMap: Text): apps.v1.StatefulSet {
  const annotations = { ...scrapeAnnotations(workload.metrics), ...workload.annotations };
  const template: core.v1.PodTemplateSpec = {
    metadata: {
      labels: { ...workload.labels, ...workload.selector },
      // Kubernetes does not return an empty map, so a refresh would show a change.
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: podSpec(workload, configMap),
  };
  return {
    metadata: unawaited(metadata(workload, workload.name)),
    spec: {
      replicas: workload.replicas,
      serviceName: headless(workload.name),
      podManagementPolicy: "Parallel", // Only for creating and scaling: a rollout replaces pods one at a time.
      minReadySeconds: 5,
      selector: { matchLabels: workload.selector },
      template: patched(template, workload.podTemplate) as core.v1.PodTemplateSpec,
    },
  };
}

function podSpec(workload: Workload, configMap: Text): core.v1.PodSpec {
  const { image, user, plugins, basicAuth, kafkaAuth, workerCerts } = workload;
  const initContainers: core.v1.Container[] = [];
  if (plugins !== undefined) initContainers.push(pluginInstaller(workload, plugins));
  if (workload.certMounts.sources.length + workerCerts.sources.length > 0) {
    initContainers.push(storeMaker(workload));
  }
  return {
    automountServiceAccountToken: false, // Connect does not talk to Kubernetes.
    enableServiceLinks: false, // A Service called `connect` would set variables that images read as configuration.
    terminationGracePeriodSeconds: 90, // Stopping tasks and leaving the group take up to about 60.
    securityContext: restrictedPod(user),
    ...(image.pullSecrets.length === 0
      ? {}
      : { imagePullSecrets: image.pullSecrets.map((name) => ({ name })) }),
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
      (topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: workload.selector },
      }),
    ),
    ...(initContainers.length === 0 ? {} : { initContainers }),
    containers: [worker(workload)],
    volumes: [
      { name: "config", configMap: { name: configMap, defaultMode: 0o555 } },
      { name: "tmp", emptyDir: {} },
      { name: "sslcerts", emptyDir: { medium: "Memory" } },
      ...(plugins === undefined
        ? []
        : [{ name: "plugins", emptyDir: { sizeLimit: plugins.storageLimit } }, ...plugins.volumes]),
      ...workload.secretMounts.volumes,
      ...workload.certMounts.volumes,
      ...workerCerts.volumes,
      ...(kafkaAuth === undefined ? [] : [secretVolume("kafka-auth", kafkaAuth.secretRef)]),
      ...(basicAuth === undefined ? [] : [secretVolume("rest-auth", basicAuth)]),
    ],
  };
}

const CONFIG_MOUNT = { name: "config", mountPath: PATHS.config, readOnly: true };
const TMP_MOUNT = { name: "tmp", mountPath: "/tmp" };

/** An init container that prepares a volume with one of our scripts. */
function preparing(
  { image }: Workload,
  name: string,
  command: string[],
  volumeMounts: core.v1.VolumeMount[],
): core.v1.Container {
  return {
    name,
    image: image.init,
    imagePullPolicy: image.pullPolicy,
    command: ["/bin/sh", ...command],
    securityContext: RESTRICTED_CONTAINER,
    terminationMessagePolicy: "FallbackToLogsOnError",
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    volumeMounts: [CONFIG_MOUNT, TMP_MOUNT, ...volumeMounts],
  };
}

/** Gets no secrets of connectors, because it runs before the downloads are verified. */
function pluginInstaller(workload: Workload, plugins: Installer): core.v1.Container {
  const script = [`${PATHS.config}/install-plugins.sh`];
  const volume = { name: "plugins", mountPath: PATHS.pluginsVolume };
  const mounts = [volume, ...plugins.mounts];
  return { ...preparing(workload, "install-plugins", script, mounts), env: plugins.environment };
}

function storeMaker(workload: Workload): core.v1.Container {
  const script = [`${PATHS.config}/make-stores.sh`, `${PATHS.config}/certs.list`];
  const { certMounts, workerCerts } = workload;
  return preparing(workload, "make-stores", script, [
    { name: "sslcerts", mountPath: PATHS.sslcerts },
    ...workerCerts.targets,
    ...certMounts.sources,
    ...workerCerts.sources,
  ]);
}

function worker(workload: Workload): core.v1.Container {
  const { image, plugins, kafkaAuth, basicAuth, metrics } = workload;
  // Not an httpGet, because the request depends on the version, which only the worker knows.
  const health = { exec: { command: ["/bin/bash", `${PATHS.config}/probe.sh`] } };
  // The endpoint itself may take up to 10 seconds.
  const timeoutSeconds = 12;
  return {
    name: "connect",
    image: image.application,
    imagePullPolicy: image.pullPolicy,
    command: ["/bin/bash", `${PATHS.config}/start.sh`],
    env: environment(workload),
    ports: [
      { name: "rest", containerPort: REST_PORT },
      ...(metrics === undefined
        ? []
        : [{ name: "metrics", containerPort: metrics.port ?? METRICS_PORT }]),
    ],
    terminationMessagePolicy: "FallbackToLogsOnError",
    resources: workload.resources,
    securityContext: RESTRICTED_CONTAINER,
    startupProbe: { ...health, timeoutSeconds, periodSeconds: 5, failureThreshold: 120 },
    readinessProbe: { ...health, timeoutSeconds, periodSeconds: 10, failureThreshold: 3 },
    // Not the health endpoint: it also fails if Kafka is unreachable, which a restart does not fix.
    livenessProbe: { tcpSocket: { port: "rest" }, periodSeconds: 30, failureThreshold: 6 },
    volumeMounts: [
      CONFIG_MOUNT,
      TMP_MOUNT,
      { name: "sslcerts", mountPath: PATHS.sslcerts, readOnly: true },
      ...(plugins === undefined
        ? []
        : [{ name: "plugins", mountPath: PATHS.plugins, subPath: "plugins", readOnly: true }]),
      ...workload.secretMounts.mounts,
      ...workload.workerCerts.mounts,
      ...(kafkaAuth === undefined
        ? []
        : [{ name: "kafka-auth", mountPath: PATHS.kafkaAuth, readOnly: true }]),
      ...(basicAuth === undefined
        ? []
        : [{ name: "rest-auth", mountPath: PATHS.restAuth, readOnly: true }]),
    ],
  };
}

function environment(workload: Workload): core.v1.EnvVar[] {
  const { basicAuth, jvmOptions, name, namespace, clusterDomain } = workload;
  const options: Text[] = [
    // Otherwise, anyone who may create a connector could read files through its clients' config.
    "-Dorg.apache.kafka.automatic.config.providers=none",
    ...(basicAuth === undefined
      ? []
      : [`-Djava.security.auth.login.config=${PATHS.config}/jaas.conf`]),
    ...jvmOptions,
  ];
  return [
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    {
      name: "HEADLESS_SERVICE",
      value: pulumi.interpolate`${headless(name)}.${namespace}.svc.${clusterDomain}`,
    },
    { name: "KAFKA_HEAP_OPTS", value: workload.heap },
    { name: "KAFKA_OPTS", value: pulumi.all(options).apply((all) => all.join(" ")) },
    { name: "LOG_DIR", value: "/tmp/logs" }, // The root file system is read-only.
    ...Object.entries(scriptEnvironment(workload)).map(([name, value]) => ({ name, value })),
  ];
}

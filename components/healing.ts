/** The healing agent of a cluster: the bodies of its Kubernetes objects. */
import type { apps, core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { AgentOptions } from "../healing/agent";
import { type Duration, durationMs } from "../provider/core/duration";
import { OWNER_ANNOTATION } from "../provider/kubernetes/owners";
import { HEALING_IMAGE, HEALING_RESOURCES, type HealingArgs } from "./healing-args";
import type { AgentScript } from "./healing-script";
import { PATHS, secretVolume } from "./mounts";
import { RESTRICTED_CONTAINER, restrictedPod } from "./pod-security";
import { REST_PORT } from "./worker-config";
import type { Workload } from "./workload";

type Text = pulumi.Input<string>;

export const METRICS_PORT = 8085;
const SCRIPT = "/mnt/healing";
const POLICIES = "/mnt/restart-policies";

export const healingName = (name: Text) => pulumi.interpolate`${name}-healing`;
export const policiesName = (name: Text) => pulumi.interpolate`${name}-restart-policies`;

/** Different from the workers' labels, so that the Service sends no calls here. */
function selectorOf({ name }: Workload) {
  return { "app.kubernetes.io/name": "kafka-connect-healing", "app.kubernetes.io/instance": name };
}

export function healingMetadata(workload: Workload, name: Text) {
  const { namespace, labels, owner } = workload;
  return {
    name,
    namespace,
    labels: { ...labels, ...selectorOf(workload) },
    annotations: { [OWNER_ANNOTATION]: owner },
  };
}

export function healingDeployment(
  workload: Workload,
  args: HealingArgs,
  script: AgentScript,
  ca: pulumi.Input<unknown>,
): apps.v1.Deployment {
  const selector = selectorOf(workload);
  return {
    metadata: healingMetadata(workload, healingName(workload.name)),
    spec: {
      // No `replicas`: Kubernetes' default is 1, and the user may then scale the agent to 0.
      strategy: { type: "Recreate" }, // Two agents would restart everything twice.
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...workload.labels, ...selector },
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(METRICS_PORT),
            "pulumi-kafka-connect/script-hash": script.hash,
          },
        },
        spec: podSpec(workload, args, script, ca),
      },
    },
  };
}

function podSpec(
  workload: Workload,
  args: HealingArgs,
  script: AgentScript,
  ca: pulumi.Input<unknown>,
): core.v1.PodSpec {
  const { user, image, basicAuth } = workload;
  const probe = { httpGet: { path: "/healthz", port: "metrics" } };
  return {
    automountServiceAccountToken: false, // It talks only to Connect.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 5,
    securityContext: restrictedPod(user),
    ...(image.pullSecrets.length === 0
      ? {}
      : { imagePullSecrets: image.pullSecrets.map((name) => ({ name })) }),
    containers: [
      {
        name: "healing",
        image: args.image ?? HEALING_IMAGE,
        imagePullPolicy: image.pullPolicy,
        command: ["node", "-e", script.start(SCRIPT)],
        env: [{ name: "HEALING_OPTIONS", value: agentOptions(workload, args, ca) }],
        ports: [{ name: "metrics", containerPort: METRICS_PORT }],
        resources: args.resources ?? HEALING_RESOURCES,
        securityContext: RESTRICTED_CONTAINER,
        readinessProbe: { ...probe, periodSeconds: 5 },
        livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 3 },
        volumeMounts: [
          { name: "script", mountPath: SCRIPT, readOnly: true },
          { name: "policies", mountPath: POLICIES, readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
          ...(basicAuth === undefined
            ? []
            : [{ name: "rest-auth", mountPath: PATHS.restAuth, readOnly: true }]),
        ],
      },
    ],
    volumes: [
      { name: "script", configMap: { name: healingName(workload.name) } },
      { name: "policies", configMap: { name: policiesName(workload.name) } },
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
      ...(basicAuth === undefined ? [] : [secretVolume("rest-auth", basicAuth)]),
    ],
  };
}

/**
 * The options that the agent reads from its environment. They contain no secrets, because
 * credentials are files.
 */
function agentOptions(
  workload: Workload,
  args: HealingArgs,
  ca: pulumi.Input<unknown>,
): pulumi.Output<string> {
  const { name, namespace, basicAuth, tls, host } = workload;
  const { pollInterval, firstWait, longestWait, stableTime, restartsPerMinute } = args;
  const known = pulumi.output({
    url: pulumi.interpolate`${tls ? "https" : "http"}://${name}.${namespace}.svc:${REST_PORT}`,
    host,
    ca,
    policy: args.restartPolicy ?? {},
    times: { pollInterval, firstWait, longestWait, stableTime },
    restartsPerMinute,
  });
  return known.apply(({ url, policy, times, restartsPerMinute: cap, ...rest }) => {
    const credential = (key: string) => ({ file: `${PATHS.restAuth}/${key}` });
    const credentials =
      basicAuth === undefined
        ? {}
        : { basicAuth: { username: credential("username"), password: credential("password") } };
    const schedule = {
      ...milliseconds("pollMs", times.pollInterval),
      ...milliseconds("firstWaitMs", times.firstWait),
      ...milliseconds("longestWaitMs", times.longestWait),
      ...milliseconds("stableMs", times.stableTime),
      ...(cap === undefined ? {} : { restartsPerMinute: cap }),
    };
    const options: Omit<AgentOptions, "log"> = {
      endpoint: { url, ...credentials, ...(tls ? byName(rest.host, rest.ca) : {}) },
      schedule,
      policy,
      policyFolder: POLICIES,
      memoryFile: "/tmp/memory.json", // On a volume that survives a restart of the container.
      serve: { port: METRICS_PORT },
    };
    return JSON.stringify(options);
  });
}

/**
 * A worker answers only to a name in its certificate. A CA that Pulumi reads from a file does not
 * exist here.
 */
function byName(host: string, ca: unknown): Pick<AgentOptions["endpoint"], "headers" | "tls"> {
  const trusted = typeof ca === "string" ? { ca } : {};
  return { headers: { Host: host }, tls: { serverName: host, ...trusted } };
}

function milliseconds(key: string, duration: Duration | undefined): Record<string, number> {
  const ms = duration === undefined ? undefined : durationMs(duration);
  return ms === undefined ? {} : { [key]: ms };
}

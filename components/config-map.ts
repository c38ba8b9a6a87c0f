/**
 * The ConfigMap that the pods read at start: the worker properties and our scripts, but no secrets.
 */
import type { core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import { durationMs } from "../provider/core/duration";
import { CONFIG_LABEL } from "../provider/kubernetes/old-configs";
import { namesOf } from "./cluster-identity";
import { type ConnectClusterArgs, DEFAULTS } from "./connect-cluster-args";
import { INSTALL_PLUGINS } from "./plugins/install-plugins";
import { DOWNLOAD_CA, wanted } from "./plugins/installer";
import { DEFAULT_RULES, RULES_FILE } from "./metrics";
import { certSource, PATHS } from "./mounts";
import { formatList, PLUGIN_LIST } from "./plugins/list";
import { propertiesText } from "./properties";
import { shellScript } from "./shell-script";
import { PROBE_WORKER, REST_JAAS, START_WORKER } from "./start-worker";
import type { WorkerCerts } from "./worker-certs";
import { asTexts, refusedOverrides, workerProperties } from "./worker-config";
import { metadata, type Workload } from "./workload";

type Text = pulumi.Input<string>;

export function configData(
  resourceName: string,
  args: ConnectClusterArgs,
  readable: Text[],
  workerCerts: WorkerCerts,
) {
  const installed = wanted(args);
  const certs: Text[] = (args.connectorTLSCerts ?? []).flatMap((cert, i) =>
    "secretRef" in cert
      ? [pulumi.interpolate`${certSource(i)} ${PATHS.sslcerts}/${cert.secretRef}\n`]
      : [],
  );
  const lines: Record<string, Text> = {
    "worker.properties": workerPropertiesText(resourceName, args, readable),
    "start.sh": START_WORKER,
    "probe.sh": PROBE_WORKER,
    "jaas.conf": REST_JAAS,
  };
  certs.push(...workerCerts.lines);
  if (certs.length > 0) {
    lines["make-stores.sh"] = shellScript(__dirname, "make-stores.sh");
    lines["certs.list"] = pulumi.all(certs).apply((all) => all.join(""));
  }
  if (installed !== undefined) {
    const { sources, list } = installed;
    lines["install-plugins.sh"] = INSTALL_PLUGINS;
    lines[PLUGIN_LIST] = formatList(list);
    if (sources.ca !== undefined) lines[DOWNLOAD_CA] = sources.ca;
  }
  if (args.metrics !== undefined) lines[RULES_FILE] = args.metrics.rules ?? DEFAULT_RULES;
  return lines;
}

function workerPropertiesText(
  resourceName: string,
  args: ConnectClusterArgs,
  readable: Text[],
): pulumi.Output<string> {
  const { onKafka } = namesOf(resourceName, args);
  const known = pulumi.output({
    bootstrapServers: args.bootstrapServers,
    onKafka,
    replicationFactor: args.internalTopicReplicationFactor ?? DEFAULTS.replicationFactor,
    rebalanceDelay: args.rebalanceDelay ?? DEFAULTS.rebalanceDelay,
    readable,
    pluginPath: args.pluginPath ?? [],
    config: args.config ?? {},
  });
  const { basicAuth, build, kafka, tls } = args;
  return known.apply((k) => {
    const refused = refusedOverrides(k.config);
    if (refused.length > 0) {
      const lines = refused.map(({ key, reason }) => `config["${key}"]: ${reason}`);
      throw new Error(`ConnectCluster "${resourceName}":\n${lines.join("\n")}`);
    }
    return propertiesText(
      workerProperties({
        bootstrapServers: k.bootstrapServers,
        groupId: k.onKafka.group,
        topics: k.onKafka,
        replicationFactor: k.replicationFactor,
        rebalanceDelayMs: durationMs(k.rebalanceDelay) ?? NaN,
        kafka: kafka ?? {},
        basicAuth: basicAuth !== undefined,
        tls: tls !== undefined,
        readable: k.readable,
        pluginPath: [...(build === undefined ? [] : [PATHS.plugins]), ...k.pluginPath],
        overrides: asTexts(k.config),
      }),
    );
  });
}

/**
 * Each content is a separate object with a unique name. The pods roll one at a time, and the
 * remaining pods keep the old config, even if the new one is broken. A name derived from the
 * content would return with the content: the engine would then delete, as an earlier replaced
 * object, the one that is in use again.
 */
export function configMap(workload: Workload, data: Record<string, Text>): core.v1.ConfigMap {
  const { name: _, ...unnamed } = metadata(workload, "");
  const labels = { ...unnamed.labels, ...CONFIG_LABEL };
  return { metadata: { ...unnamed, labels }, immutable: true, data };
}

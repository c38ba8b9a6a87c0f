/** The environment of the init container that installs plugins, and the Secrets for downloads. */
import type { core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectClusterArgs, DEFAULTS } from "../connect-cluster-args";
import { installEnvironment } from "./install-plugins";
import { PATHS, secretVolume } from "../mounts";
import type { PluginSourcesArgs } from "./args";
import { plugins } from "./check";
import { authSecrets, proxyEnvironment } from "./downloads";
import { type Plugin, PLUGIN_LIST } from "./list";
import { quantityBytes } from "../quantity";

type Text = pulumi.Input<string>;

export interface Installer {
  readonly storageLimit: Text;
  readonly environment: core.v1.EnvVar[];
  readonly volumes: core.v1.Volume[];
  readonly mounts: core.v1.VolumeMount[];
}

const AUTH = "/mnt/download-auth";
/** The key of the ConfigMap that holds the authorities of download servers. */
export const DOWNLOAD_CA = "download-ca.crt";

type Sources = Pick<ConnectClusterArgs, "build" | "metrics">;

/** Everything to install: plugins, and the metrics agent. */
export function wanted({
  build,
  metrics,
}: Sources): { sources: PluginSourcesArgs; list: Plugin[] } | undefined {
  if (build === undefined && metrics === undefined) return undefined;
  const sources = build?.onDemand.plugins ?? {};
  return { sources, list: plugins(sources, metrics?.javaAgent) };
}

export function installerOf(args: Sources, image: Text): Installer | undefined {
  const found = wanted(args);
  if (found === undefined) return undefined;
  const { sources, list } = found;
  const storageLimit = args.build?.onDemand.storageLimit ?? DEFAULTS.storageLimit;
  const secrets = authSecrets(list);
  const settings = pulumi.all([storageLimit, image]).apply(([limit, initImage]) =>
    installEnvironment({
      list: `${PATHS.config}/${PLUGIN_LIST}`,
      volume: PATHS.pluginsVolume,
      storageBytes: quantityBytes("build.onDemand.storageLimit", limit),
      image: initImage,
      ...(secrets.length === 0 ? {} : { auth: AUTH }),
      ...(sources.ca === undefined ? {} : { ca: `${PATHS.config}/${DOWNLOAD_CA}` }),
    }),
  );
  const names = ["PLUGIN_LIST", "PLUGIN_VOLUME", "PLUGIN_STORAGE_BYTES", "PLUGIN_IMAGE"];
  if (secrets.length > 0) names.push("PLUGIN_AUTH");
  if (sources.ca !== undefined) names.push("PLUGIN_CA");
  const proxy = Object.entries(proxyEnvironment(sources.proxy));
  return {
    storageLimit,
    environment: [
      ...names.map((name) => ({ name, value: settings.apply((all) => all[name] ?? "") })),
      ...proxy.map(([name, value]) => ({ name, value })),
    ],
    volumes: secrets.map((secret, i) => secretVolume(`download-auth-${i}`, secret)),
    mounts: secrets.map((secret, i) => ({
      name: `download-auth-${i}`,
      mountPath: `${AUTH}/${secret}`,
      readOnly: true,
    })),
  };
}

/** Checks the plugins in the arguments. */
import type {
  PluginArchiveType,
  ConfluentHubPluginArgs,
  JavaAgentArgs,
  PluginSourcesArgs,
  UrlArtifactArgs,
  UrlPluginArgs,
} from "./args";
import { checkAuth, checkName, checkProxy, checksum, checkedUrl, type Fail } from "./check-fields";
import type { Artifact, Plugin } from "./list";

export const DEFAULT_HUB_URL = "https://api.hub.confluent.io";

/** The folder of the metrics agent, next to the folders of the plugins. */
export const AGENT_FOLDER = "jmx-exporter";

/** All plugins and the agent. Throws one error that lists all mistakes with their arguments. */
export function plugins(
  sources: PluginSourcesArgs,
  agent?: JavaAgentArgs,
  argument = "build.onDemand.plugins",
): Plugin[] {
  const failures: string[] = [];
  const fail: Fail = (path, reason) => failures.push(`${path}: ${reason}`);
  const hub = checkedUrl(`${argument}.hubUrl`, sources.hubUrl ?? DEFAULT_HUB_URL, fail);
  if (hub?.search) fail(`${argument}.hubUrl`, "must end with its path");
  checkProxy(`${argument}.proxy`, sources.proxy, fail);
  if (sources.ca !== undefined && !sources.ca.includes("-----BEGIN CERTIFICATE-----")) {
    fail(`${argument}.ca`, "must be PEM text");
  }
  const found = [
    ...(sources.confluentHub ?? []).map((plugin, place) => {
      const path = `${argument}.confluentHub[${place}]`;
      return { path, namedAt: path, plugin: hubPlugin(plugin, path, hub, fail) };
    }),
    ...(sources.url ?? []).map((plugin, place) => {
      const path = `${argument}.url[${place}]`;
      return { path, namedAt: `${path}.name`, plugin: urlPlugin(plugin, path, fail) };
    }),
    ...(agent === undefined ? [] : [agentPlugin(agent, fail)]),
  ];
  const first = new Map<string, string>();
  for (const { path, namedAt, plugin } of found) {
    const other = first.get(plugin.name);
    if (other !== undefined) fail(namedAt, `"${plugin.name}" is already the name of ${other}`);
    else first.set(plugin.name, path);
  }
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return found.map(({ plugin }) => plugin);
}

function hubPlugin(raw: ConfluentHubPluginArgs, path: string, hub: URL | undefined, fail: Fail) {
  const { owner, name, version, acceptLicense } = raw;
  checkName(`${path}.owner`, owner, fail);
  checkName(`${path}.name`, name, fail);
  if (version === "latest") {
    fail(
      `${path}.version`,
      'must be a concrete version: with "latest", pods that start at different times could run different plugins, and no preview would show it',
    );
  } else {
    checkName(`${path}.version`, version, fail);
  }
  // In a program without types it may be anything, but only `true` accepts the license.
  if ((acceptLicense as unknown) !== true) {
    fail(
      `${path}.acceptLicense`,
      "must be true: to install a plugin is to accept its license, so read that on Confluent Hub first",
    );
  }
  if (raw.sha512 === undefined && hub?.protocol === "http:") {
    fail(`${path}.sha512`, "is required, because hubUrl is plain http");
  }
  const base = hub?.href.replace(/\/+$/, "") ?? "";
  const manifest: Artifact = {
    type: "hub",
    url: `${base}/api/plugins/${owner}/${name}/versions/${version}`,
    ...(raw.sha512 === undefined ? {} : { sha512: checksum(`${path}.sha512`, raw.sha512, fail) }),
  };
  return plugin(`${owner}-${name}`, manifest, raw.artifacts, path, fail);
}

function urlPlugin(raw: UrlPluginArgs, path: string, fail: Fail): Plugin {
  checkName(`${path}.name`, raw.name, fail);
  return plugin(raw.name, artifact(raw, path, fail), raw.artifacts, path, fail);
}

function agentPlugin(raw: JavaAgentArgs, fail: Fail) {
  const path = "metrics.javaAgent";
  const jar = artifact({ ...raw, type: "jar" }, path, fail);
  return { path, namedAt: path, plugin: plugin(AGENT_FOLDER, jar, [], path, fail) };
}

function plugin(
  name: string,
  first: Artifact,
  more: readonly UrlArtifactArgs[] | undefined,
  path: string,
  fail: Fail,
): Plugin {
  const others = more?.map((raw, place) => artifact(raw, `${path}.artifacts[${place}]`, fail));
  return { name, artifacts: [first, ...(others ?? [])] };
}

function artifact(raw: UrlArtifactArgs, path: string, fail: Fail): Artifact {
  const url = checkedUrl(`${path}.archivePath`, raw.archivePath, fail);
  const sha512 = checksum(`${path}.checksum`, raw.checksum, fail);
  const type = raw.type ?? typeOf(url);
  if (type === undefined && url !== undefined) {
    fail(`${path}.type`, "is required, because the url does not end in .zip, .tgz, .tar or .jar");
  } else if (type !== undefined && !ARCHIVE_TYPES.includes(type)) {
    fail(`${path}.type`, `must be one of ${ARCHIVE_TYPES.join(", ")}`);
  }
  const auth = raw.auth === undefined ? {} : { auth: raw.auth };
  if (raw.auth !== undefined) checkAuth(raw.auth, url, `${path}.auth`, fail);
  return { type: type ?? "zip", url: url?.href ?? "", sha512, ...auth };
}

const ARCHIVE_TYPES: readonly PluginArchiveType[] = ["zip", "tgz", "tar", "jar"];

function typeOf(url: URL | undefined): PluginArchiveType | undefined {
  const ending = /\.(zip|tgz|tar\.gz|tar|jar)$/i.exec(url?.pathname ?? "")?.[1]?.toLowerCase();
  return ending === "tar.gz" ? "tgz" : (ending as PluginArchiveType | undefined);
}

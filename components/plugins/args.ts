/** Which connector plugins a cluster has: the arguments, what is wrong with them, and the list for the installer. */

/** A plugin of Confluent Hub. */
export interface ConfluentHubPlugin {
  /** As in `<owner>/<name>:<version>` on the Hub, such as `confluentinc`. */
  readonly owner: string;
  /** Such as `kafka-connect-datagen`. */
  readonly name: string;
  /** A concrete version. */
  readonly version: string;
  /** Must be true: to install a plugin is to accept its license. */
  readonly acceptLicense: boolean;
  /** The SHA-512 of the archive. The Hub gives MD5 and SHA-1 only, and those are always checked. */
  readonly sha512?: string;
  /** More archives for the same plugin, such as a JDBC driver. */
  readonly artifacts?: readonly UrlArtifact[];
}

/** A plugin from a url. */
export interface UrlPlugin extends UrlArtifact {
  /** The name of its folder. */
  readonly name: string;
  /** More archives for the same plugin: what is in one plugin folder shares one class loader. */
  readonly artifacts?: readonly UrlArtifact[];
}

/** An archive or a jar from a url, which must have the sum that is given. */
export interface UrlArtifact {
  /** Http or https. May redirect, from https only to https. */
  readonly archivePath: string;
  /** The SHA-512 in hex; what a checksum file holds after it is ignored. */
  readonly checksum: string;
  /** Default: by how the path of the url ends (.zip, .tgz, .tar.gz, .tar, .jar). */
  readonly type?: ArchiveType;
  /** For a server that asks who it is. @default - nobody in particular */
  readonly auth?: DownloadAuth;
}

/** A jar that the JVM of the workers loads. */
export type JavaAgent = Omit<UrlArtifact, "type">;

/** How an artifact is unpacked; a jar is not. `tgz` is also for `.tar.gz`. */
export type ArchiveType = "zip" | "tgz" | "tar" | "jar";

/**
 * How a download is authorised, from a Secret of the namespace that only the installer sees.
 * Basic auth unless `headerKey` is given.
 */
export interface DownloadAuth {
  /** The Secret's name. */
  readonly secretRef: string;
  /** The key whose value is sent as the `Authorization` header, such as `Bearer ...`. */
  readonly headerKey?: string;
  /** Default: `username`, as in Secrets of type kubernetes.io/basic-auth. */
  readonly usernameKey?: string;
  /** Default: `password`. */
  readonly passwordKey?: string;
}

/** Which plugins, and how they are fetched. */
export interface PluginSources {
  /** From Confluent Hub, or a mirror of it. @default [] */
  readonly confluentHub?: readonly ConfluentHubPlugin[];
  /** From anywhere else. @default [] */
  readonly url?: readonly UrlPlugin[];
  /** Default: https://api.hub.confluent.io. A mirror answers the same paths below its own. */
  readonly hubUrl?: string;
  /** For all downloads. @default - none */
  readonly proxy?: DownloadProxy;
  /** PEM text of certificate authorities to trust beside those of the init image. */
  readonly ca?: string;
}

/** Proxies of the downloads, without a password: the list of plugins is no secret. */
export interface DownloadProxy {
  /** The url of the proxy for http urls. */
  readonly http?: string;
  /** The url of the proxy for https urls. */
  readonly https?: string;
  /** Hosts and domains that are reached without it. */
  readonly noProxy?: readonly string[];
}

/** A plugin in one form, whichever source it is from. */
export interface Plugin {
  /** The name of its folder. */
  readonly name: string;
  readonly artifacts: readonly [Artifact, ...Artifact[]];
}

export interface Artifact {
  /** `hub`: the url is that of a manifest, which names the archive. */
  readonly type: ArchiveType | "hub";
  readonly url: string;
  readonly sha512?: string;
  readonly auth?: DownloadAuth;
}

export const DEFAULT_HUB_URL = "https://api.hub.confluent.io";

/** The folder of the agent for metrics, beside those of the plugins. */
export const AGENT_FOLDER = "jmx-exporter";

/** All plugins, and the agent; throws one error that names everything that is wrong with them, by their argument. */
export function plugins(
  sources: PluginSources,
  agent?: JavaAgent,
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
    if (other !== undefined) fail(namedAt, `"${plugin.name}" is the name of ${other} already`);
    else first.set(plugin.name, path);
  }
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return found.map(({ plugin }) => plugin);
}

type Fail = (path: string, reason: string) => void;

function hubPlugin(raw: ConfluentHubPlugin, path: string, hub: URL | undefined, fail: Fail) {
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
  // Whatever a program without types may give, only `true` is an acceptance.
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

function urlPlugin(raw: UrlPlugin, path: string, fail: Fail): Plugin {
  checkName(`${path}.name`, raw.name, fail);
  return plugin(raw.name, artifact(raw, path, fail), raw.artifacts, path, fail);
}

function agentPlugin(raw: JavaAgent, fail: Fail) {
  const path = "metrics.javaAgent";
  const jar = artifact({ ...raw, type: "jar" }, path, fail);
  return { path, namedAt: path, plugin: plugin(AGENT_FOLDER, jar, [], path, fail) };
}

function plugin(
  name: string,
  first: Artifact,
  more: readonly UrlArtifact[] | undefined,
  path: string,
  fail: Fail,
): Plugin {
  const others = more?.map((raw, place) => artifact(raw, `${path}.artifacts[${place}]`, fail));
  return { name, artifacts: [first, ...(others ?? [])] };
}

function artifact(raw: UrlArtifact, path: string, fail: Fail): Artifact {
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

const ARCHIVE_TYPES: readonly ArchiveType[] = ["zip", "tgz", "tar", "jar"];

function typeOf(url: URL | undefined): ArchiveType | undefined {
  const ending = /\.(zip|tgz|tar\.gz|tar|jar)$/i.exec(url?.pathname ?? "")?.[1]?.toLowerCase();
  return ending === "tar.gz" ? "tgz" : (ending as ArchiveType | undefined);
}

/** A folder, and a word of the list. */
function checkName(path: string, name: unknown, fail: Fail): void {
  if (typeof name !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(name)) {
    fail(
      path,
      "must be letters, digits and . _ + -, at most 100, and begin with a letter or digit",
    );
  }
}

function checksum(path: string, value: unknown, fail: Fail): string {
  // As it stands in a checksum file: BusyBox accepts lower case only, and a name may follow.
  const digest = typeof value === "string" ? value.trim().toLowerCase().split(/\s/)[0] : undefined;
  if (digest !== undefined && /^[0-9a-f]{128}$/.test(digest)) return digest;
  fail(path, "must be a SHA-512: 128 hex digits");
  return "";
}

/** Names of query parameters that give access, and whose urls end one day. */
const CREDENTIAL =
  /token|secret|passw|signature|credential|^(sig|auth|key|api[-_]?key|access[-_]?key.*)$/i;

/** Never quotes the url: it may hold what is secret. */
function checkedUrl(path: string, text: unknown, fail: Fail): URL | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) {
    fail(path, "must be a url such as https://repository.example.com/plugin.zip");
    return undefined;
  }
  const url = new URL(text);
  url.hash = "";
  if (!["http:", "https:"].includes(url.protocol)) fail(path, "must be http or https");
  if (url.username !== "" || url.password !== "") {
    fail(path, "must not hold credentials: whoever may look at the pod could read them");
  }
  if ([...url.searchParams.keys()].some((key) => CREDENTIAL.test(key))) {
    fail(path, "must not be a signed url or hold a token: a pod that starts later needs it too");
  }
  return url;
}

function checkAuth(auth: DownloadAuth, url: URL | undefined, path: string, fail: Fail): void {
  const { secretRef, headerKey, usernameKey, passwordKey } = auth;
  if (url?.protocol === "http:") fail(path, "needs a url that begins with https");
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(secretRef)) {
    fail(`${path}.secretRef`, "must be the name of a Secret");
  }
  if (headerKey !== undefined && (usernameKey ?? passwordKey) !== undefined) {
    fail(`${path}.headerKey`, "cannot be combined with usernameKey and passwordKey");
  }
  for (const [name, key] of Object.entries({ headerKey, usernameKey, passwordKey })) {
    const bad = key !== undefined && (!/^[-._A-Za-z0-9]{1,253}$/.test(key) || /^\.\.?$/.test(key));
    if (bad) fail(`${path}.${name}`, "must be a key of the Secret");
  }
}

function checkProxy(path: string, proxy: DownloadProxy | undefined, fail: Fail): void {
  for (const kind of ["http", "https"] as const) {
    if (proxy?.[kind] !== undefined) checkedUrl(`${path}.${kind}`, proxy[kind], fail);
  }
  for (const [place, host] of (proxy?.noProxy ?? []).entries()) {
    if (!/^[A-Za-z0-9.:*/[\]-]+$/.test(host)) {
      fail(`${path}.noProxy[${place}]`, "must be a host, a domain or an address");
    }
  }
}

/** The list for the installer: an artifact a line, its fields between blanks. */
export function installList(list: readonly Plugin[]): string {
  const lines = list.flatMap(({ name, artifacts }) =>
    artifacts.map(({ type, url, sha512 = "-", auth }, place) =>
      // A folder for each archive, so that two files of one name do not meet. Only a Hub archive is
      // a whole plugin already.
      // The url early: a preview shows only the beginning of a line, and there the version must be.
      [name, type === "hub" ? "." : `artifact-${place + 1}`, type, url, sha512, authField(auth)],
    ),
  );
  return lines.map((fields) => `${fields.join(" ")}\n`).join("");
}

function authField(auth: DownloadAuth | undefined): string {
  if (auth === undefined) return "-";
  const { secretRef, headerKey, usernameKey = "username", passwordKey = "password" } = auth;
  if (headerKey !== undefined) return `header:${secretRef}/${headerKey}`;
  return `basic:${secretRef}/${usernameKey}/${passwordKey}`;
}

/** The Secrets that the installer reads: each in a folder of its name. */
export function authSecrets(list: readonly Plugin[]): string[] {
  const named = list.flatMap(({ artifacts }) => artifacts.map(({ auth }) => auth?.secretRef));
  return [...new Set(named.filter((name) => name !== undefined))].sort();
}

/** The proxy as environment, in both spellings: curl takes `http_proxy` in lower case only. */
export function proxyEnvironment(proxy: DownloadProxy = {}): Record<string, string> {
  const { http, https, noProxy } = proxy;
  const values = { http_proxy: http, https_proxy: https, no_proxy: noProxy?.join(",") };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [name, name.toUpperCase()].map((spelling) => [spelling, value]),
    ),
  );
}

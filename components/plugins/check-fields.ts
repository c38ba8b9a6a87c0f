/** Checks single fields of plugins, downloads and their proxy. Each failure names its path. */
import type { DownloadAuthArgs, DownloadProxyArgs } from "./args";

export type Fail = (path: string, reason: string) => void;

/** A name that is a folder, and a word in the list. */
export function checkName(path: string, name: unknown, fail: Fail): void {
  if (typeof name !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(name)) {
    fail(
      path,
      "must be letters, digits and . _ + -, at most 100, and begin with a letter or digit",
    );
  }
}

export function checksum(path: string, value: unknown, fail: Fail): string {
  // As in a checksum file, where a name may follow. BusyBox accepts only lower case.
  const digest = typeof value === "string" ? value.trim().toLowerCase().split(/\s/)[0] : undefined;
  if (digest !== undefined && /^[0-9a-f]{128}$/.test(digest)) return digest;
  fail(path, "must be a SHA-512: 128 hex digits");
  return "";
}

/** Query parameters that grant access, in urls that expire. */
const CREDENTIAL =
  /token|secret|passw|signature|credential|^(sig|auth|key|api[-_]?key|access[-_]?key.*)$/i;

/** Never quotes the url, because it may contain a secret. */
export function checkedUrl(path: string, text: unknown, fail: Fail): URL | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) {
    fail(path, "must be a url such as https://repository.example.com/plugin.zip");
    return undefined;
  }
  const url = new URL(text);
  url.hash = "";
  if (!["http:", "https:"].includes(url.protocol)) fail(path, "must be http or https");
  if (url.username !== "" || url.password !== "") {
    fail(path, "must not contain credentials: everyone who may read the pod could read them");
  }
  if ([...url.searchParams.keys()].some((key) => CREDENTIAL.test(key))) {
    fail(path, "must not be a signed url or hold a token: a pod that starts later needs it too");
  }
  return url;
}

export function checkAuth(
  auth: DownloadAuthArgs,
  url: URL | undefined,
  path: string,
  fail: Fail,
): void {
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

export function checkProxy(path: string, proxy: DownloadProxyArgs | undefined, fail: Fail): void {
  for (const kind of ["http", "https"] as const) {
    if (proxy?.[kind] !== undefined) checkedUrl(`${path}.${kind}`, proxy[kind], fail);
  }
  for (const [place, host] of (proxy?.noProxy ?? []).entries()) {
    if (!/^[A-Za-z0-9.:*/[\]-]+$/.test(host)) {
      fail(`${path}.noProxy[${place}]`, "must be a host, a domain or an address");
    }
  }
}

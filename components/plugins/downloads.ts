/** What downloads need in the pod besides the list. */
import type { DownloadProxyArgs } from "./args";
import type { Plugin } from "./list";

/** The Secrets that the installer reads: each in a folder of its name. */
export function authSecrets(list: readonly Plugin[]): string[] {
  const named = list.flatMap(({ artifacts }) => artifacts.map(({ auth }) => auth?.secretRef));
  return [...new Set(named.filter((name) => name !== undefined))].sort();
}

/** The proxy as environment, in both spellings: curl takes `http_proxy` in lower case only. */
export function proxyEnvironment(proxy: DownloadProxyArgs = {}): Record<string, string> {
  const { http, https, noProxy } = proxy;
  const values = { http_proxy: http, https_proxy: https, no_proxy: noProxy?.join(",") };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [name, name.toUpperCase()].map((spelling) => [spelling, value]),
    ),
  );
}

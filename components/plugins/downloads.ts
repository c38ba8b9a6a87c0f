/** Settings for downloads in the pod, in addition to the list. */
import type { DownloadProxyArgs } from "./args";
import type { Plugin } from "./list";

/** The Secrets that the installer reads, each in a folder with its name. */
export function authSecrets(list: readonly Plugin[]): string[] {
  const named = list.flatMap(({ artifacts }) => artifacts.map(({ auth }) => auth?.secretRef));
  return [...new Set(named.filter((name) => name !== undefined))].sort();
}

/**
 * The proxy as environment variables in both spellings: curl accepts `http_proxy` only in lower
 * case.
 */
export function proxyEnvironment(proxy: DownloadProxyArgs = {}): Record<string, string> {
  const { http, https, noProxy } = proxy;
  const values = { http_proxy: http, https_proxy: https, no_proxy: noProxy?.join(",") };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [name, name.toUpperCase()].map((spelling) => [spelling, value]),
    ),
  );
}

/** The package, which axios chooses a proxy with too, has no types. */
declare module "proxy-from-env" {
  /** The url of the proxy that the environment names for a url; empty when it names none. */
  export function getProxyForUrl(url: string): string;
}

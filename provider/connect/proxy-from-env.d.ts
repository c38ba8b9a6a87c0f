/** Types for the package with which axios chooses a proxy. */
declare module "proxy-from-env" {
  /** The url of the proxy for a url, from the environment variables; empty if there is none. */
  export function getProxyForUrl(url: string): string;
}

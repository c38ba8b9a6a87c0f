/** Which proxy the environment names for a cluster: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY. */
import * as net from "node:net";
import { getProxyForUrl } from "proxy-from-env";
import type { Endpoint } from "../endpoint/endpoint";
import { ProxyError } from "./proxy-error";
import { withoutBrackets } from "./url-parts";

/**
 * Undefined when the calls need no proxy; an error when they cannot go through it. Its credentials are
 * part of the url: print its host only.
 */
export function proxyOf({ url, kubernetes }: Endpoint): URL | ProxyError | undefined {
  // A proxy of the environment knows nothing of a Service's name.
  if (kubernetes !== undefined) return undefined;
  const named = getProxyForUrl(url);
  if (named === "" || isLeftOut(new URL(url).hostname)) return undefined;
  if (!URL.canParse(named)) {
    return new ProxyError("invalid", "the proxy that the environment names is not a url", "");
  }
  const proxy = new URL(named);
  if (["http:", "https:"].includes(proxy.protocol)) return proxy;
  const words = `a proxy for ${proxy.protocol.slice(0, -1)} cannot be used, only one for http or https`;
  return new ProxyError("invalid", words, proxy.host);
}

/** NO_PROXY may also hold networks, and an address in another spelling: `10.0.0.0/8`, `[::1]`. */
function isLeftOut(hostname: string): boolean {
  const host = withoutBrackets(hostname);
  const family = net.isIP(host);
  if (family === 0) return false;
  const left = new net.BlockList();
  for (const entry of (process.env.no_proxy ?? process.env.NO_PROXY ?? "").split(/[\s,]+/)) {
    const [address = "", length] = withoutBrackets(entry).split("/");
    const type = net.isIP(address) === 6 ? "ipv6" : "ipv4";
    const bits = Number(length ?? (type === "ipv6" ? 128 : 32));
    if (net.isIP(address) !== 0 && bits <= (type === "ipv6" ? 128 : 32)) {
      left.addSubnet(address, bits, type);
    }
  }
  return left.check(host, family === 6 ? "ipv6" : "ipv4");
}

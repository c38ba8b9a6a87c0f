/** A connection through a proxy, made by CONNECT: what is spoken in it is for Kafka Connect only. */
import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import { classifyAnswer } from "../core/errors";
import { ProxyError } from "./proxy-error";
import { decoded, withoutBrackets } from "./url-parts";

/** Opens one more connection to `host:port` at each call. */
export function tunnel(proxy: URL, target: string, timeoutMs: number): () => Promise<Duplex> {
  return () =>
    new Promise((resolve, reject) => {
      const request = (proxy.protocol === "https:" ? https : http).request({
        method: "CONNECT",
        host: withoutBrackets(proxy.hostname),
        ...(proxy.port === "" ? {} : { port: proxy.port }),
        path: target,
        headers: { Host: target, ...credentialsOf(proxy) },
        agent: false,
      });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no connection through the proxy within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      request.once("connect", ({ statusCode = 0 }, socket, head) => {
        clearTimeout(timer);
        if (statusCode >= 200 && statusCode < 300) {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
          return;
        }
        socket.destroy();
        reject(refusal(proxy, statusCode));
      });
      request.once("error", (error) => {
        clearTimeout(timer);
        reject(new ProxyError("unreachable", error.message, proxy.host));
      });
      request.end();
    });
}

function refusal({ host }: URL, status: number): ProxyError {
  const kind = status >= 500 ? "unreachable" : classifyAnswer(status, undefined);
  const words = "the answer comes from the proxy, not from Kafka Connect";
  return new ProxyError(kind, words, host, status);
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const text = `${decoded(username)}:${decoded(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(text).toString("base64")}` };
}

import { mkdtempSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { kubeConfig } from "../../sandbox/kubernetes/client";

/** Forwards connections unchanged, including TLS, and can refuse them for a time. */
export class TcpProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;
  #port = 0;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = net.createServer((socket) => {
      const passed = net.connect(this.#target);
      for (const [one, other] of [
        [socket, passed],
        [passed, socket],
      ] as const) {
        this.#sockets.add(one);
        one.on("error", () => undefined);
        one.once("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
  }

  static async start(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.open();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as net.AddressInfo).port;
  }

  /** Cuts every connection, and refuses new ones until `open`. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * An API server that can become unreachable: a proxy in front of it, and a kubeconfig that leads to
 * the proxy.
 */
export async function losableApiServer(
  kubeconfig: string,
): Promise<{ proxy: TcpProxy; file: string }> {
  const config = kubeConfig(kubeconfig);
  const { hostname: host, protocol, port } = new URL(config.getCurrentCluster()?.server ?? "");
  const usual = protocol === "https:" ? 443 : 80;
  const proxy = await TcpProxy.start({ host, port: Number(port) || usual });
  const text = JSON.parse(config.exportConfig()) as {
    clusters: { cluster: Record<string, unknown> }[];
  };
  for (const { cluster } of text.clusters) {
    cluster.server = `${protocol}//127.0.0.1:${proxy.port}`;
    // Pods use this name, which is in the certificate of every API server.
    cluster["tls-server-name"] = "kubernetes.default.svc";
  }
  const file = path.join(mkdtempSync(path.join(tmpdir(), "kafka-connect-kubeconfig-")), "config");
  writeFileSync(file, JSON.stringify(text), { mode: 0o600 });
  return { proxy, file };
}

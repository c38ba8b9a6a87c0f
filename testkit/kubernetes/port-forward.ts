import * as net from "node:net";
import { PortForward } from "@kubernetes/client-node";
import { kubeConfig } from "../../sandbox/kubernetes/client";

export interface Forward {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A loopback port of this machine that forwards to a port of a pod. */
export async function forward(
  kubeconfig: string,
  pod: { readonly namespace: string; readonly name: string; readonly port: number },
): Promise<Forward> {
  const through = new PortForward(kubeConfig(kubeconfig));
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.once("error", () => socket.destroy());
    through
      .portForward(pod.namespace, pod.name, [pod.port], socket, null, socket)
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

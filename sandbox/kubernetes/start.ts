import * as path from "node:path";
import { asks } from "../probe";
import type { Binaries } from "./binaries";
import { tryRun } from "./command";
import { apply, coreApi, holds } from "./client";
import { loadImage } from "./images";
import { writeKeys, type Keys } from "./keys";
import { nodeName, type Layout } from "./layout";
import { network, networkUp } from "./network";
import { debianProgram } from "./packages";
import { partAnswers, partNames, partPid, startPart } from "./part";
import { writeSettings } from "./settings";

/** Starts all parts of a stopped node, and waits until it accepts pods. */
export async function startParts(
  node: Layout,
  programs: Binaries,
  images: ReadonlyMap<string, string>,
): Promise<void> {
  networkUp(node.folder);
  const keys = writeKeys(node);
  const settings = writeSettings(node, keys);
  startEtcd(node);
  startContainerd(node, settings.containerd);
  await partAnswers(node, "etcd", asks({ url: `${etcdUrl(node)}/health` }));
  startPart(node, "kube-apiserver", programs["kube-apiserver"], apiServerArguments(node, keys));
  await containerdAnswers(node);
  for (const [name, file] of images) await loadImage(node, name, file);
  const core = coreApi(node.kubeconfig);
  await partAnswers(
    node,
    "kube-apiserver",
    holds(async () => (await core.readNamespace({ name: "kube-system" })).metadata !== undefined),
  );
  startClients(node, programs, keys, settings.kubelet);
  await apply(node.kubeconfig, dnsObjects);
  startPart(node, "coredns", programs.coredns, ["-conf", settings.coredns]);
  const ready = asks({ url: `http://${network.host}:8181/ready` });
  await partAnswers(node, "coredns", ready);
  await partAnswers(node, "kubelet", () => nodeReady(node), 90_000);
  const account = { name: "default", namespace: "default" };
  await partAnswers(
    node,
    "kube-controller-manager",
    holds(async () => (await core.readNamespacedServiceAccount(account)).metadata !== undefined),
  );
}

/** Whether all parts run and the node accepts pods. */
export async function nodeReady(node: Layout): Promise<boolean> {
  if (partNames.some((name) => partPid(node, name) === undefined)) return false;
  return holds(async () => {
    const { status } = await coreApi(node.kubeconfig).readNode({ name: nodeName });
    return status?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  })();
}

export function startContainerd(node: Layout, settings: string): void {
  startPart(node, "containerd", debianProgram("containerd"), ["--config", settings]);
}

export function containerdAnswers(node: Layout): Promise<void> {
  const version = ["--address", node.containerdSocket, "version"];
  return partAnswers(node, "containerd", () => tryRun("ctr", version));
}

function etcdUrl({ ports }: Layout): string {
  return `http://127.0.0.1:${ports.etcd}`;
}

function startEtcd(node: Layout): void {
  const peer = `http://127.0.0.1:${node.ports.etcdPeer}`;
  startPart(node, "etcd", debianProgram("etcd"), [
    `--name=${nodeName}`,
    `--data-dir=${path.join(node.folder, "etcd")}`,
    "--log-level=warn",
    `--listen-client-urls=${etcdUrl(node)}`,
    `--advertise-client-urls=${etcdUrl(node)}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${nodeName}=${peer}`,
    // The state need not survive a crash of the machine.
    "--unsafe-no-fsync",
  ]);
}

function apiServerArguments(node: Layout, keys: Keys): string[] {
  return [
    // Pods could not use an address on loopback.
    `--bind-address=${network.host}`,
    `--advertise-address=${network.host}`,
    "--secure-port=6443",
    `--etcd-servers=${etcdUrl(node)}`,
    `--service-cluster-ip-range=${network.services}`,
    "--authorization-mode=RBAC",
    `--token-auth-file=${keys.tokens}`,
    `--client-ca-file=${keys.ca}`,
    `--tls-cert-file=${keys.server.certificate}`,
    `--tls-private-key-file=${keys.server.key}`,
    `--kubelet-client-certificate=${keys.kubeletClient.certificate}`,
    `--kubelet-client-key=${keys.kubeletClient.key}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${keys.serviceAccounts.publicKey}`,
    `--service-account-signing-key-file=${keys.serviceAccounts.privateKey}`,
    "--endpoint-reconciler-type=master-count",
    "--allow-privileged=true",
  ];
}

function startClients(node: Layout, programs: Binaries, keys: Keys, settings: string): void {
  const kubeconfig = `--kubeconfig=${node.kubeconfig}`;
  startPart(node, "kube-controller-manager", programs["kube-controller-manager"], [
    kubeconfig,
    "--secure-port=0",
    "--leader-elect=false",
    "--use-service-account-credentials=true",
    `--root-ca-file=${keys.ca}`,
    `--service-account-private-key-file=${keys.serviceAccounts.privateKey}`,
    `--cluster-cidr=${network.pods}`,
    "--allocate-node-cidrs=false",
  ]);
  startPart(node, "kube-scheduler", programs["kube-scheduler"], [
    kubeconfig,
    "--secure-port=0",
    "--leader-elect=false",
  ]);
  startPart(node, "kubelet", programs.kubelet, [
    kubeconfig,
    `--config=${settings}`,
    `--root-dir=${path.join(node.folder, "kubelet")}`,
    `--cert-dir=${path.join(node.folder, "kubelet-keys")}`,
    `--node-ip=${network.host}`,
    `--hostname-override=${nodeName}`,
  ]);
  startPart(node, "kube-proxy", programs["kube-proxy"], [
    kubeconfig,
    "--proxy-mode=nftables",
    `--cluster-cidr=${network.pods}`,
    `--hostname-override=${nodeName}`,
    `--nodeport-addresses=${network.host}/32`,
    `--healthz-bind-address=127.0.0.1:${node.ports.proxyHealth}`,
    `--metrics-bind-address=127.0.0.1:${node.ports.proxyMetrics}`,
    // Leaves the machine's connection table unchanged.
    "--conntrack-max-per-core=0",
    "--conntrack-min=0",
  ]);
}

const dnsPorts = [
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "dns-tcp", port: 53, protocol: "TCP" },
];

/** CoreDNS runs outside the cluster, so it has a Service without a selector, and its endpoint. */
const dnsObjects = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace: "kube-system" },
    spec: { clusterIP: network.dns, ports: dnsPorts },
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: "kube-dns",
      namespace: "kube-system",
      labels: { "kubernetes.io/service-name": "kube-dns" },
    },
    addressType: "IPv4",
    endpoints: [{ addresses: [network.host], conditions: { ready: true } }],
    ports: dnsPorts,
  },
];

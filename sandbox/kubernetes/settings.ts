import * as fs from "node:fs";
import * as path from "node:path";
import { nodeName, type Layout } from "./layout";
import type { Keys } from "./keys";
import { network } from "./network";
import { networkPlugins } from "./packages";
import { pauseImage } from "./images";

export interface Settings {
  readonly containerd: string;
  readonly kubelet: string;
  readonly coredns: string;
}

/** The configuration files of the node's parts. JSON is YAML too. */
export function writeSettings(node: Layout, keys: Keys): Settings {
  const file = (name: string) => path.join(node.folder, "config", name);
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(file(name)), { recursive: true });
    fs.writeFileSync(file(name), text);
    return file(name);
  };
  // Pods get the cluster's DNS and none of this machine's search domains.
  const resolv = write("resolv.conf", `nameserver ${network.host}\n`);
  write("registries/_default/hosts.toml", noRegistry);
  write(`registries/${registry}/hosts.toml`, onlyFrom(`http://${registry}`));
  write("network/10-sandbox.conflist", JSON.stringify(podNetwork(node), null, 2));
  return {
    containerd: write(
      "containerd.toml",
      containerd(node, path.dirname(file("network/any")), path.dirname(file("registries/any"))),
    ),
    kubelet: write("kubelet.json", JSON.stringify(kubelet(node, keys, resolv), null, 2)),
    coredns: write("Corefile", corefile(node)),
  };
}

/**
 * On this machine, without TLS. Nothing answers there until, for example, a test starts a registry.
 */
export const registry = `${network.host}:5050`;

/**
 * Images come from files. A missing image fails immediately, on loopback, without a call to another
 * host.
 */
const noRegistry = onlyFrom("http://127.0.0.1:1");

/** Containerd rejects this unless the same address appears twice. */
function onlyFrom(address: string): string {
  return `server = "${address}"\n[host."${address}"]\n`;
}

function containerd(node: Layout, networks: string, registries: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "${path.join(node.folder, "containerd")}"
state = "${node.containerdState}"
[grpc]
  address = "${node.containerdSocket}"
[${cri}]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  stream_server_address = "127.0.0.1"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  SystemdCgroup = false
[${cri}.cni]
  bin_dir = "${networkPlugins}"
  conf_dir = "${networks}"
[${cri}.registry]
  config_path = "${registries}"
`;
}

function podNetwork(node: Layout): object {
  const range = { subnet: network.pods, rangeStart: network.firstPod, gateway: network.host };
  const ipam = {
    type: "host-local",
    dataDir: path.join(node.folder, "addresses"),
    ranges: [[range]],
  };
  const bridge = {
    type: "bridge",
    bridge: network.bridge,
    isGateway: true,
    isDefaultGateway: true,
    ipMasq: false,
    // A pod may reach itself by its Service.
    hairpinMode: true,
    ipam,
  };
  return { cniVersion: "0.4.0", name: nodeName, plugins: [bridge] };
}

function kubelet(node: Layout, keys: Keys, resolvConf: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: network.host,
    healthzPort: 0,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: keys.ca },
    },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: `unix://${node.containerdSocket}`,
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    // Settings that it cannot change inside a container do not matter here.
    featureGates: { KubeletInUserNamespace: true },
    clusterDNS: [network.dns],
    clusterDomain: "cluster.local",
    resolvConf,
    serializeImagePulls: false,
    makeIPTablesUtilChains: false,
    // Never deletes images, because they cannot be pulled again.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      "memory.available": "50Mi",
      "nodefs.available": "1%",
      "imagefs.available": "1%",
      "nodefs.inodesFree": "1%",
    },
    evictionPressureTransitionPeriod: "10s",
    nodeStatusUpdateFrequency: "5s",
    syncFrequency: "10s",
    // A changed Secret reaches its mount in seconds.
    configMapAndSecretChangeDetectionStrategy: "Watch",
  };
}

/**
 * The second block answers everything else; in one block with `kubernetes`, `template` would answer
 * first.
 */
function corefile(node: Layout): string {
  return `cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
  bind ${network.host}
  ready ${network.host}:8181
  errors
  cache 5
  kubernetes {
    kubeconfig ${node.kubeconfig} sandbox
    pods insecure
    ttl 5
  }
}
.:53 {
  bind ${network.host}
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;
}

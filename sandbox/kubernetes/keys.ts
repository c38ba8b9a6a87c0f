import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { run } from "./command";
import type { Layout } from "./layout";
import { network } from "./network";

export interface Keys {
  readonly ca: string;
  readonly server: Pair;
  /** The API server's client certificate for the kubelet, which accepts no other client. */
  readonly kubeletClient: Pair;
  readonly serviceAccounts: { readonly privateKey: string; readonly publicKey: string };
  readonly tokens: string;
}

interface Pair {
  readonly key: string;
  readonly certificate: string;
}

const apiNames = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];

/** New keys for every start, and the kubeconfig with them. */
export function writeKeys({ folder, kubeconfig }: Layout): Keys {
  const keyFolder = path.join(folder, "keys");
  fs.rmSync(keyFolder, { recursive: true, force: true });
  fs.mkdirSync(keyFolder, { recursive: true, mode: 0o700 });
  const file = (name: string) => path.join(keyFolder, name);
  const ca: Pair = { key: file("ca.key"), certificate: file("ca.crt") };
  certify(ca, "/CN=sandbox-ca");
  const signed = (name: string, subject: string, extensions: string[]): Pair => {
    const pair = { key: file(`${name}.key`), certificate: file(`${name}.crt`) };
    const by = ["-CA", ca.certificate, "-CAkey", ca.key];
    const all = ["basicConstraints=critical,CA:FALSE", ...extensions];
    certify(pair, subject, [...by, ...all.flatMap((extension) => ["-addext", extension])]);
    return pair;
  };
  const names = [...apiNames, "kubernetes.default.svc.cluster.local"].map((name) => `DNS:${name}`);
  const addresses = [network.host, network.api].map((address) => `IP:${address}`);
  const keys = {
    ca: ca.certificate,
    server: signed("apiserver", "/CN=kube-apiserver", [
      `subjectAltName=${[...names, ...addresses].join(",")}`,
      "extendedKeyUsage=serverAuth",
    ]),
    kubeletClient: signed("kubelet-client", "/O=system:masters/CN=kube-apiserver", [
      "extendedKeyUsage=clientAuth",
    ]),
    serviceAccounts: { privateKey: file("accounts.key"), publicKey: file("accounts.pub") },
    tokens: file("tokens.csv"),
  };
  run("openssl", ["genrsa", "-out", keys.serviceAccounts.privateKey, "2048"]);
  const { privateKey, publicKey } = keys.serviceAccounts;
  run("openssl", ["rsa", "-in", privateKey, "-pubout", "-out", publicKey]);
  const token = randomBytes(16).toString("hex");
  fs.writeFileSync(keys.tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const text = JSON.stringify(kubeconfigOf(fs.readFileSync(ca.certificate), token), null, 2);
  fs.writeFileSync(kubeconfig, text, { mode: 0o600 });
  return keys;
}

function certify({ key, certificate }: Pair, subject: string, more: string[] = []): void {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", key, "-out", certificate];
  run("openssl", ["req", "-x509", ...curve, "-days", "365", "-subj", subject, ...files, ...more]);
}

/** JSON is YAML too. */
function kubeconfigOf(ca: Buffer, token: string): object {
  const server = `https://${network.host}:6443`;
  const cluster = { server, "certificate-authority-data": ca.toString("base64") };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: "admin" } }],
    "current-context": "sandbox",
  };
}

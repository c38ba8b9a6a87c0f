import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../cache";
import { step } from "../progress";
import { requireProgram, runProgram } from "../program";
import { buildFolder, buildLog, coreDnsVersion, goFolder, kubernetesVersion } from "./layout";

/** Slowest first, so that the user sees early how long it takes. */
const componentNames = [
  "kube-apiserver",
  "kubelet",
  "kube-controller-manager",
  "kube-proxy",
  "kube-scheduler",
] as const;
type Binary = (typeof componentNames)[number] | "coredns" | "pause";

/** The full path of each program that is built from source. */
export type Binaries = Readonly<Record<Binary, string>>;

export async function binaries(): Promise<Binaries> {
  const components = await cachedFolder(buildFolder(keyed("components")), async (folder) => {
    for (const name of componentNames) await buildComponent(name, path.join(folder, name));
  });
  const all = componentNames.map((name) => [name, path.join(components, name)]);
  for (const [name, label] of [
    ["coredns", `CoreDNS ${coreDnsVersion()}`],
    ["pause", "the pause of pods"],
  ] as const) {
    const folder = await cachedFolder(buildFolder(keyed(name)), (unfinished) =>
      goBuild(label, name, ".", path.join(unfinished, name), "-s -w"),
    );
    all.push([name, path.join(folder, name)]);
  }
  return Object.fromEntries(all) as Binaries;
}

/** The name for the build of a Go module, which depends on the source. */
function keyed(module: string): string {
  const hash = createHash("sha256").update(process.arch);
  for (const file of fs.readdirSync(path.join(goFolder, module)).sort()) {
    hash.update(fs.readFileSync(path.join(goFolder, module, file)));
  }
  return `${module}-${hash.digest("hex").slice(0, 8)}`;
}

function buildComponent(name: string, target: string): Promise<void> {
  const version = kubernetesVersion();
  const [major, minor] = version.split(".");
  const variables = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  // Clients, the Pulumi provider among them, ask the server for its version.
  const flags = Object.entries(variables).map(
    ([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`,
  );
  const source = `k8s.io/kubernetes/cmd/${name}`;
  return goBuild(`${name} ${version}`, "components", source, target, `-s -w ${flags.join(" ")}`);
}

async function goBuild(
  label: string,
  module: string,
  source: string,
  target: string,
  ldflags: string,
): Promise<void> {
  const go = requireProgram("go", "It builds Kubernetes.", "Go 1.25 or newer");
  await step(
    `building ${label} with Go`,
    () =>
      runProgram(go, ["build", "-trimpath", "-ldflags", ldflags, "-o", target, source], {
        what: `building ${label}`,
        cwd: path.join(goFolder, module),
        env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
        logFile: buildLog(`go-${path.basename(target)}`),
      }),
    { usually: "1 to 4 minutes, once" },
  );
}

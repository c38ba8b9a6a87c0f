/** The workers' own certificates, as stores that connectors' references must not read. */
import type { core } from "@pulumi/kubernetes/types/input";
import { type CertSecretArgs, certSecret, certSource, PATHS } from "./mounts";

export interface WorkerCerts {
  readonly volumes: core.v1.Volume[];
  /** In the worker. */
  readonly mounts: core.v1.VolumeMount[];
  /** In the init container that creates the stores, next to the Secrets. */
  readonly targets: core.v1.VolumeMount[];
  readonly sources: core.v1.VolumeMount[];
  /** The lines for the init container's list. */
  readonly lines: string[];
  /** The folder of each certificate's stores. */
  readonly stores: Partial<Record<"kafka" | "rest", string>>;
}

export function workerCerts(secrets: {
  readonly kafka?: Partial<CertSecretArgs> | undefined;
  readonly rest?: CertSecretArgs | undefined;
}): WorkerCerts {
  const result: WorkerCerts = {
    volumes: [],
    mounts: [],
    targets: [],
    sources: [],
    lines: [],
    stores: {},
  };
  for (const which of ["kafka", "rest"] as const) {
    const secret = secrets[which];
    if (!hasSecret(secret)) continue;
    const { volumes, sources } = certSecret(`${which}-cert`, certSource(which), secret);
    result.volumes.push(...volumes);
    result.sources.push(...sources);
    const stores = `${PATHS.workerCerts}/${which}`;
    result.stores[which] = stores;
    result.lines.push(`${certSource(which)} ${stores}\n`);
  }
  if (result.lines.length === 0) return result;
  const mount = { name: "worker-certs", mountPath: PATHS.workerCerts };
  result.volumes.push({ name: mount.name, emptyDir: { medium: "Memory" } });
  result.targets.push(mount);
  result.mounts.push({ ...mount, readOnly: true });
  return result;
}

function hasSecret(secret: Partial<CertSecretArgs> | undefined): secret is CertSecretArgs {
  return secret?.secretRef !== undefined;
}

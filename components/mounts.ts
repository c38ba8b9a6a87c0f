/**
 * Where files appear inside the pods. The volumes and the paths that connectors use come from the
 * same computation.
 */
import type { core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";

/** Confluent for Kubernetes' paths, so that configs written for it work unchanged. */
export const PATHS = {
  config: "/mnt/config",
  secrets: "/mnt/secrets",
  sslcerts: "/mnt/sslcerts",
  plugins: "/mnt/plugins",
  /**
   * The whole plugin volume, only in the init container, because its work folder is not a plugin.
   */
  pluginsVolume: "/mnt/plugins-volume",
  restAuth: "/mnt/rest-auth",
  kafkaAuth: "/mnt/kafka-auth",
  /** The stores of the workers' own certificates, which connectors' references must not read. */
  workerCerts: "/mnt/worker-certs",
} as const;

/** A Secret whose keys become files that connectors can read. */
export interface MountedSecretArgs {
  /** The Secret's name, in the workers' namespace. */
  secretRef: pulumi.Input<string>;
  /**
   * Mounts only these keys, under these file names.
   *
   * @default - every key, under its own name
   */
  keyItems?: {
    /** The key in the Secret. */
    key: pulumi.Input<string>;
    /** The path of the file below `/mnt/secrets/<secret>/`. */
    path: pulumi.Input<string>;
    /** The file mode, such as `0o440`. @default - readable by the workers' group */
    mode?: pulumi.Input<number>;
  }[];
}

/** A Secret that becomes a Java key store and trust store. */
export interface CertSecretArgs {
  /**
   * The name of a Secret with PEM (`fullchain.pem`, `privkey.pem`, `cacerts.pem`, or cert-manager's
   * `tls.crt`, `tls.key`, `ca.crt`) or with stores (`keystore.p12` or `.jks`, `truststore.p12` or
   * `.jks`).
   */
  secretRef: pulumi.Input<string>;
  /** A Secret with `jksPassword.txt`, the password of the stores. */
  jksPassword?: {
    /** The Secret's name. */
    secretRef: pulumi.Input<string>;
  };
}

/**
 * A certificate for connectors: a Secret that becomes Java stores, or a folder that contains such
 * stores.
 */
export type ConnectorTlsCertArgs =
  | CertSecretArgs
  | {
      /** A folder that something else fills (a Vault agent, a CSI driver). */
      directoryPathInContainer: pulumi.Input<string>;
    };

/** The paths of one certificate's stores inside the workers. */
export interface ConnectorTlsFilePaths {
  /** The key store, with the certificate and its key. */
  keyStorePath: pulumi.Input<string>;
  /** The trust store, with the trusted authorities. */
  trustStorePath: pulumi.Input<string>;
  /** A properties file with the password of the stores: `${file:<jksPasswordPath>:jksPassword}`. */
  jksPasswordPath: pulumi.Input<string>;
}

export interface Mounts {
  readonly volumes: core.v1.Volume[];
  /** In the worker. */
  readonly mounts: core.v1.VolumeMount[];
  /** The folders that references may read. */
  readonly readable: pulumi.Input<string>[];
}

/** `/mnt/secrets/<secret>/<key>`: the file for a key of a mounted Secret. */
export function secretPath(
  secret: pulumi.Input<string>,
  key: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`${PATHS.secrets}/${secret}/${key}`;
}

export function secretMounts(secrets: readonly MountedSecretArgs[]): Mounts {
  const mounts: Mounts = { volumes: [], mounts: [], readable: [] };
  for (const [i, { secretRef, keyItems }] of secrets.entries()) {
    const name = `secret-${i}`;
    const mountPath = pulumi.interpolate`${PATHS.secrets}/${secretRef}`;
    mounts.volumes.push(secretVolume(name, secretRef, keyItems));
    mounts.mounts.push({ name, mountPath, readOnly: true });
    mounts.readable.push(mountPath);
  }
  return mounts;
}

/** Readable for the workers' group, because they do not run as root. */
export function secretVolume(
  name: string,
  secretName: pulumi.Input<string>,
  items?: MountedSecretArgs["keyItems"],
): core.v1.Volume {
  return {
    name,
    secret: { secretName, defaultMode: 0o440, ...(items === undefined ? {} : { items }) },
  };
}

/**
 * The certificate stores that the init container creates, and the ones that already exist.
 */
export function certMounts(certs: readonly ConnectorTlsCertArgs[]): Mounts & {
  /** In the init container that creates the stores. */
  readonly sources: core.v1.VolumeMount[];
  readonly paths: ConnectorTlsFilePaths[];
} {
  const result: Mounts = { volumes: [], mounts: [], readable: [] };
  const sources: core.v1.VolumeMount[] = [];
  const paths: ConnectorTlsFilePaths[] = [];
  for (const [i, cert] of certs.entries()) {
    if ("directoryPathInContainer" in cert) {
      const folder = cert.directoryPathInContainer;
      result.readable.push(folder);
      paths.push(storePaths(folder, "jks"));
      continue;
    }
    const source = certSecret(`cert-${i}`, certSource(i), cert);
    result.volumes.push(...source.volumes);
    sources.push(...source.sources);
    const folder = pulumi.interpolate`${PATHS.sslcerts}/${cert.secretRef}`;
    result.readable.push(folder);
    paths.push(storePaths(folder, "p12"));
  }
  return { ...result, sources, paths };
}

/** Where the init container finds a certificate: the i-th for connectors, or the workers' own. */
export function certSource(which: number | "kafka" | "rest"): string {
  return `/mnt/certs/${which}`;
}

/** The Secrets of a certificate and of its password, for the init container. */
export function certSecret(
  name: string,
  mountPath: string,
  { secretRef, jksPassword }: CertSecretArgs,
): { volumes: core.v1.Volume[]; sources: core.v1.VolumeMount[] } {
  const result = {
    volumes: [secretVolume(name, secretRef)],
    sources: [{ name, mountPath, readOnly: true }],
  };
  if (jksPassword !== undefined) {
    const password = `${name}-password`;
    result.volumes.push(secretVolume(password, jksPassword.secretRef));
    result.sources.push({ name: password, mountPath: `${mountPath}-password`, readOnly: true });
  }
  return result;
}

function storePaths(folder: pulumi.Input<string>, ending: "p12" | "jks"): ConnectorTlsFilePaths {
  return {
    keyStorePath: pulumi.interpolate`${folder}/keystore.${ending}`,
    trustStorePath: pulumi.interpolate`${folder}/truststore.${ending}`,
    jksPasswordPath: pulumi.interpolate`${folder}/jksPassword.txt`,
  };
}

/** Which connector plugins a cluster has: the arguments. */

/** A plugin of Confluent Hub. */
export interface ConfluentHubPlugin {
  /** As in `<owner>/<name>:<version>` on the Hub, such as `confluentinc`. */
  readonly owner: string;
  /** Such as `kafka-connect-datagen`. */
  readonly name: string;
  /** A concrete version. */
  readonly version: string;
  /** Must be true: to install a plugin is to accept its license. */
  readonly acceptLicense: boolean;
  /** The SHA-512 of the archive. The Hub gives MD5 and SHA-1 only, and those are always checked. */
  readonly sha512?: string;
  /** More archives for the same plugin, such as a JDBC driver. */
  readonly artifacts?: readonly UrlArtifact[];
}

/** A plugin from a url. */
export interface UrlPlugin extends UrlArtifact {
  /** The name of its folder. */
  readonly name: string;
  /** More archives for the same plugin: what is in one plugin folder shares one class loader. */
  readonly artifacts?: readonly UrlArtifact[];
}

/** An archive or a jar from a url, which must have the sum that is given. */
export interface UrlArtifact {
  /** Http or https. May redirect, from https only to https. */
  readonly archivePath: string;
  /** The SHA-512 in hex; what a checksum file holds after it is ignored. */
  readonly checksum: string;
  /** @default - by how the path of the url ends (.zip, .tgz, .tar.gz, .tar, .jar) */
  readonly type?: ArchiveType;
  /** For a server that asks who it is. @default - nobody in particular */
  readonly auth?: DownloadAuth;
}

/** A jar that the JVM of the workers loads. */
export type JavaAgent = Omit<UrlArtifact, "type">;

/** How an artifact is unpacked; a jar is not. `tgz` is also for `.tar.gz`. */
export type ArchiveType = "zip" | "tgz" | "tar" | "jar";

/**
 * How a download is authorised, from a Secret of the namespace that only the installer sees.
 * Basic auth unless `headerKey` is given.
 */
export interface DownloadAuth {
  /** The Secret's name. */
  readonly secretRef: string;
  /** The key whose value is sent as the `Authorization` header, such as `Bearer ...`. */
  readonly headerKey?: string;
  /** As in Secrets of type kubernetes.io/basic-auth. @default "username" */
  readonly usernameKey?: string;
  /** @default "password" */
  readonly passwordKey?: string;
}

/** Which plugins, and how they are fetched. */
export interface PluginSources {
  /** From Confluent Hub, or a mirror of it. @default [] */
  readonly confluentHub?: readonly ConfluentHubPlugin[];
  /** From anywhere else. @default [] */
  readonly url?: readonly UrlPlugin[];
  /** A mirror answers the same paths below its own. @default "https://api.hub.confluent.io" */
  readonly hubUrl?: string;
  /** For all downloads. @default - none */
  readonly proxy?: DownloadProxy;
  /** PEM text of certificate authorities to trust beside those of the init image. */
  readonly ca?: string;
}

/** Proxies of the downloads, without a password: the list of plugins is no secret. */
export interface DownloadProxy {
  /** The url of the proxy for http urls. */
  readonly http?: string;
  /** The url of the proxy for https urls. */
  readonly https?: string;
  /** Hosts and domains that are reached without it. */
  readonly noProxy?: readonly string[];
}

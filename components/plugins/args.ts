/** The arguments for the connector plugins of a cluster. */

/** A plugin from Confluent Hub. */
export interface ConfluentHubPluginArgs {
  /** The owner in `<owner>/<name>:<version>` on the Hub, such as `confluentinc`. */
  readonly owner: string;
  /** The name, such as `kafka-connect-datagen`. */
  readonly name: string;
  /** A concrete version. `latest` is refused. */
  readonly version: string;
  /** Must be `true`, because installing a plugin means accepting its license. */
  readonly acceptLicense: boolean;
  /** The SHA-512 of the archive. The Hub provides only MD5 and SHA-1, which are always verified. */
  readonly sha512?: string;
  /** More archives for the same plugin, such as a JDBC driver. */
  readonly artifacts?: readonly UrlArtifactArgs[];
}

/** A plugin from a url. */
export interface UrlPluginArgs extends UrlArtifactArgs {
  /** The name of its folder. */
  readonly name: string;
  /** More archives for the same plugin. Everything in one plugin folder shares a class loader. */
  readonly artifacts?: readonly UrlArtifactArgs[];
}

/** An archive or a jar from a url, which must have the given checksum. */
export interface UrlArtifactArgs {
  /** An http or https url. It may redirect, from https only to https. */
  readonly archivePath: string;
  /** The SHA-512 in hex. Text after it, as in a checksum file, is ignored. */
  readonly checksum: string;
  /**
   * The archive's format.
   *
   * @default - from the end of the url's path (.zip, .tgz, .tar.gz, .tar, .jar)
   */
  readonly type?: PluginArchiveType;
  /** Credentials for a server that requires them. @default - none */
  readonly auth?: DownloadAuthArgs;
}

/** A jar that the JVM of the workers loads. */
export type JavaAgentArgs = Omit<UrlArtifactArgs, "type">;

/** How an artifact is unpacked. A jar is not unpacked. `tgz` also stands for `.tar.gz`. */
export type PluginArchiveType = "zip" | "tgz" | "tar" | "jar";

/**
 * Credentials of a download, from a Secret in the workers' namespace that only the installer can
 * read. They are sent as basic authentication, unless `headerKey` is given.
 */
export interface DownloadAuthArgs {
  /** The Secret's name. */
  readonly secretRef: string;
  /** The key whose value is sent as the `Authorization` header, such as `Bearer ...`. */
  readonly headerKey?: string;
  /**
   * The key of the user name, as in Secrets of type kubernetes.io/basic-auth.
   *
   * @default "username"
   */
  readonly usernameKey?: string;
  /** The key of the password. @default "password" */
  readonly passwordKey?: string;
}

/** Which plugins to install, and how to download them. */
export interface PluginSourcesArgs {
  /** Plugins from Confluent Hub or a mirror of it. @default [] */
  readonly confluentHub?: readonly ConfluentHubPluginArgs[];
  /** Plugins from other urls. @default [] */
  readonly url?: readonly UrlPluginArgs[];
  /**
   * The url of the Hub, or of a mirror with the same paths.
   *
   * @default "https://api.hub.confluent.io"
   */
  readonly hubUrl?: string;
  /** The proxy for all downloads. @default - none */
  readonly proxy?: DownloadProxyArgs;
  /** Certificate authorities to trust in addition to those of the init image, as PEM text. */
  readonly ca?: string;
}

/**
 * Proxies for the downloads. They cannot have a password, because the list of plugins is not a
 * secret.
 */
export interface DownloadProxyArgs {
  /** The url of the proxy for http urls. */
  readonly http?: string;
  /** The url of the proxy for https urls. */
  readonly https?: string;
  /** Hosts and domains to reach without a proxy. */
  readonly noProxy?: readonly string[];
}

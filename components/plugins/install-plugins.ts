import { shellScript } from "../shell-script";

/** The plugin installer: install-plugins.sh and its environment. */
export const INSTALL_PLUGINS = shellScript(__dirname, "install-plugins.sh");

export interface InstallSettings {
  /** The file with the output of `formatList`. */
  readonly list: string;
  /** A folder on a volume. The script works in its subfolder `work/` and installs to `plugins/`. */
  readonly volume: string;
  /** The maximum size of the volume's content. */
  readonly storageBytes: number;
  /** The image in which the script runs, for its error messages. */
  readonly image?: string;
  /** The folder with one folder for each Secret of `authSecrets`. */
  readonly auth?: string;
  /** A PEM file with authorities to trust in addition to those of the image. */
  readonly ca?: string;
}

export function installEnvironment(settings: InstallSettings): Record<string, string> {
  const { list, volume, storageBytes, image, auth, ca } = settings;
  return {
    PLUGIN_LIST: list,
    PLUGIN_VOLUME: volume,
    PLUGIN_STORAGE_BYTES: String(storageBytes),
    ...(image === undefined ? {} : { PLUGIN_IMAGE: image }),
    ...(auth === undefined ? {} : { PLUGIN_AUTH: auth }),
    ...(ca === undefined ? {} : { PLUGIN_CA: ca }),
  };
}

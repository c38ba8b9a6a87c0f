import { shellScript } from "../shell-script";

/** The plugin installer: install-plugins.sh, and what its environment must hold. */
export const INSTALL_PLUGINS = shellScript(__dirname, "install-plugins.sh");

export interface InstallSettings {
  /** The file that `formatList` was written to. */
  readonly list: string;
  /** A folder on one volume: the script works in `work/` of it and installs to `plugins/` of it. */
  readonly volume: string;
  /** The most that the volume may hold. */
  readonly storageBytes: number;
  /** The image that the script runs in, for its error messages. */
  readonly image?: string;
  /** The folder with one folder for each Secret of `authSecrets`. */
  readonly auth?: string;
  /** A PEM file with the authorities to trust besides the ones of the image. */
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

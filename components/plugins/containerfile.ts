/** The Containerfile of an image with plugins, and the files that it copies. */
import { createHash } from "node:crypto";
import { INSTALL_PLUGINS, installEnvironment } from "./install-plugins";
import type { PluginSourcesArgs } from "./args";
import { proxyEnvironment } from "./downloads";
import { formatList, type Plugin, PLUGIN_LIST } from "./list";
import { ADDED_PLUGINS } from "../worker-config";

export interface ImageContent {
  /** Complete image names. */
  readonly baseImage: string;
  readonly initImage: string;
  readonly plugins: readonly Plugin[];
  readonly sources: Pick<PluginSourcesArgs, "proxy" | "ca">;
  readonly storageBytes: number;
  /** For example linux/amd64. */
  readonly platform?: string;
}

/** The contents of the files. */
export interface BuildFiles {
  readonly containerfile: string;
  readonly installer: string;
  readonly list: string;
  readonly ca?: string;
}

/** The names of the copied files, which build-image.sh writes. */
export const COPIED = {
  installer: "install-plugins.sh",
  list: PLUGIN_LIST,
  ca: "download-ca.crt",
} as const;

const FOLDER = "/plugin-image";

export function buildFiles(content: ImageContent): BuildFiles {
  const { ca } = content.sources;
  return {
    containerfile: containerfile(content),
    installer: INSTALL_PLUGINS,
    list: formatList(content.plugins),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** The default tag of an image. Other content has another tag. */
export function contentTag(files: BuildFiles): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
}

/**
 * The second stage runs nothing, so that another platform needs no emulation, and it keeps the user
 * and all other settings of the base image. Everything that the installer needs stays in the first
 * stage.
 */
function containerfile({ baseImage, initImage, platform, ...content }: ImageContent): string {
  const { ca, proxy } = content.sources;
  const volume = `${FOLDER}/volume`;
  const environment = {
    ...installEnvironment({
      list: `${FOLDER}/${COPIED.list}`,
      volume,
      storageBytes: content.storageBytes,
      image: initImage,
      ...(ca === undefined ? {} : { ca: `${FOLDER}/${COPIED.ca}` }),
    }),
    ...proxyEnvironment(proxy),
  };
  const lines = [
    `FROM ${initImage} AS plugins`,
    "USER 0",
    `COPY . ${FOLDER}/`,
    ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${quoted(value)}`),
    `RUN ["/bin/sh", "${FOLDER}/${COPIED.installer}"]`,
    `FROM ${platform === undefined ? "" : `--platform=${platform} `}${baseImage}`,
    `COPY --from=plugins ${volume}/plugins/ ${ADDED_PLUGINS}/`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** A builder resolves variables even inside quotes. */
function quoted(value: string): string {
  return `"${value.replace(/[\\"$]/g, "\\$&")}"`;
}

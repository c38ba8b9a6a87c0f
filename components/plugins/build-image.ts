/** Builds an image with buildah or docker and pushes it: build-image.sh, and its environment. */
import { shellScript } from "../shell-script";
import type { BuildFiles } from "./containerfile";

/** The programs that build and push images; buildah needs no daemon. */
export type PluginImageBuilder = "buildah" | "docker";

export interface BuildSettings {
  /** Its name with a tag. */
  readonly image: string;
  readonly files: BuildFiles;
  readonly builder?: PluginImageBuilder;
  readonly tlsVerify: boolean;
}

/** The command is one line, because an error quotes all of it. */
export const RUN_BUILD = 'eval "$BUILD_SCRIPT"';

/** Prints the digest of the pushed image, and everything else as progress to stderr. */
export const BUILD_IMAGE = shellScript(__dirname, "build-image.sh");

/** Always sets all variables, so that none comes from the environment of `pulumi up`. */
export function buildEnvironment(settings: BuildSettings): Record<string, string> {
  const { image, files, builder, tlsVerify } = settings;
  return {
    BUILD_SCRIPT: BUILD_IMAGE,
    BUILD_TARGET: image,
    BUILD_WITH: builder ?? "",
    BUILD_TLS_VERIFY: String(tlsVerify),
    BUILD_CONTAINERFILE: files.containerfile,
    BUILD_INSTALLER: files.installer,
    BUILD_LIST: files.list,
    BUILD_CA: files.ca ?? "",
  };
}

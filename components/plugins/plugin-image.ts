import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnknownArguments, withoutReading } from "../../provider/core/program-errors";
import { IMAGE_TYPE } from "../../provider/core/resource-types";
import { DEFAULTS } from "../connect-cluster-args";
import { buildEnvironment, type PluginImageBuilder, RUN_BUILD } from "./build-image";
import { buildFiles, contentTag } from "./containerfile";
import { madeImage, wholeName } from "./image-name";
import type { PluginSourcesArgs } from "./args";
import { IMAGE_NAMES } from "./argument-names";
import { plugins } from "./check";
import { authSecrets } from "./downloads";
import type { Plugin } from "./list";
import { quantityBytes } from "../quantity";
export type { PluginImageBuilder };

/**
 * The arguments of a `PluginImage`. A change builds and pushes another image and rolls the pods
 * that use it.
 */
export interface PluginImageArgs {
  /**
   * The Kafka Connect image to which the plugins are added; without `PluginImage` it would be
   * `image.application` of the `ConnectCluster`. Changes behind a moving tag are not detected, so
   * use a fixed tag or a digest.
   */
  baseImage: pulumi.Input<string>;
  /**
   * The name under which the image is pushed, such as `registry.example.com/team/connect`, with or
   * without a tag.
   *
   * @default - the tag is a hash of the content
   */
  imageName: pulumi.Input<string>;
  /** The plugins, as in `build.onDemand.plugins` of a `ConnectCluster`, but without `auth`. */
  plugins: PluginSourcesArgs;
  /**
   * The image that runs the plugin installer during the build (requires curl or wget, tar, unzip
   * and sha512sum). It is not part of the result.
   *
   * @default "eclipse-temurin:21-jre-alpine"
   */
  initImage?: pulumi.Input<string>;
  /** The maximum size of the plugins and their archives in the build. @default "4G" */
  storageLimit?: pulumi.Input<string>;
  /**
   * The platform of the nodes, such as `linux/amd64`, if it differs from the platform of the build
   * machine.
   *
   * @default - the platform of the build machine
   */
  platform?: pulumi.Input<string>;
  /** The program that builds and pushes. @default - buildah if it is on PATH, else docker */
  builder?: pulumi.Input<PluginImageBuilder>;
  /**
   * `false` lets buildah push to a registry without TLS or with an untrusted certificate. For
   * docker, configure such registries in its daemon.
   *
   * @default true
   */
  tlsVerify?: pulumi.Input<boolean>;
}

/**
 * A Kafka Connect image with plugins, for clusters whose pods cannot download them. Buildah or
 * docker builds and pushes it on the machine that runs `pulumi up`. The same script as for `build`
 * verifies and installs the plugins.
 *
 * The builder must be logged in to the registry (`buildah login`, `docker login`, or their
 * variables `REGISTRY_AUTH_FILE` and `DOCKER_CONFIG`). A preview builds nothing. Pushed images
 * remain after the resource is deleted or changed, because pods, other stacks and a rollback may
 * need them. A new version of this package may build the image again, because the scripts are part
 * of the package.
 */
export class PluginImage extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = IMAGE_TYPE;

  /** The command that builds and pushes. */
  readonly build: local.Command;
  /** The image with its digest, for `image.application` of a `ConnectCluster`. */
  readonly image: pulumi.Output<string>;
  /** The tag of the image in the registry. */
  readonly tag: pulumi.Output<string>;

  constructor(name: string, args: PluginImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const resource = `PluginImage "${name}"`;
    super(PluginImage.__pulumiType, name, {}, withoutReading(resource, opts));
    refuseUnknownArguments(resource, args, IMAGE_NAMES);
    const list = pluginsOf(args.plugins);
    const planned = pulumi
      .output({
        baseImage: args.baseImage,
        imageName: args.imageName,
        initImage: args.initImage ?? DEFAULTS.init,
        storageLimit: args.storageLimit ?? DEFAULTS.storageLimit,
        platform: args.platform,
        builder: args.builder,
        tlsVerify: args.tlsVerify ?? true,
      })
      .apply((known) => plannedBuild(known, list, args.plugins));
    this.build = new local.Command(
      name,
      // A changed environment runs it again. Without `delete`, the image stays.
      {
        create: RUN_BUILD,
        environment: planned.environment,
        logging: "stderr",
        addPreviousOutputInEnv: false, // The output of a build can exceed the system's limit for a variable.
      },
      { parent: this },
    );
    this.tag = planned.tag;
    this.image = pulumi.interpolate`${planned.repository}@${this.build.stdout}`;
    this.registerOutputs({ image: this.image, tag: this.tag });
  }
}

interface Known {
  readonly baseImage: string;
  readonly imageName: string;
  readonly initImage: string;
  readonly storageLimit: string;
  readonly platform: string | undefined;
  readonly builder: PluginImageBuilder | undefined;
  readonly tlsVerify: boolean;
}

/** The script's environment, once the arguments are known. */
export function plannedBuild(
  { platform, builder, tlsVerify, ...known }: Known,
  list: readonly Plugin[],
  sources: PluginSourcesArgs,
): { repository: string; tag: string; environment: Record<string, string> } {
  const files = buildFiles({
    baseImage: wholeName("baseImage", known.baseImage),
    initImage: wholeName("initImage", known.initImage),
    plugins: list,
    sources,
    storageBytes: quantityBytes("storageLimit", known.storageLimit),
    ...(platform === undefined ? {} : { platform: checkedPlatform(platform) }),
  });
  const { repository, tag = contentTag(files) } = madeImage("imageName", known.imageName);
  const image = `${repository}:${tag}`;
  const chosen = builder === undefined ? {} : { builder };
  return { repository, tag, environment: buildEnvironment({ image, files, tlsVerify, ...chosen }) };
}

function checkedPlatform(platform: string): string {
  if (/^[a-z0-9]+(\/[a-z0-9._-]+){1,2}$/.test(platform)) return platform;
  throw new Error(`platform: "${platform}" is not a platform (for example linux/amd64)`);
}

function pluginsOf(sources: PluginSourcesArgs): Plugin[] {
  const list = plugins(sources, undefined, "plugins");
  if (list.length === 0) throw new Error("plugins: name at least one, in confluentHub or in url");
  for (const plugin of list) {
    if (authSecrets([plugin]).length === 0) continue;
    throw new Error(
      `plugins: "${plugin.name}" has auth, which names a Secret, and a build has none: take it ` +
        "from a mirror that needs no password, or let the pods install it (build.onDemand)",
    );
  }
  return list;
}

/**
 * The list that the installer reads: one artifact per line, with six fields separated by spaces.
 */
import type { PluginArchiveType, DownloadAuthArgs } from "./args";

/** Its key in the pods' ConfigMap, and its file name in the build of an image. */
export const PLUGIN_LIST = "plugins.list";

/** A plugin in one form for all sources. */
export interface Plugin {
  /** The name of its folder. */
  readonly name: string;
  readonly artifacts: readonly [Artifact, ...Artifact[]];
}

export interface Artifact {
  /** `hub`: the url leads to a manifest, which names the archive. */
  readonly type: PluginArchiveType | "hub";
  readonly url: string;
  readonly sha512?: string;
  readonly auth?: DownloadAuthArgs;
}

const NONE = "-";

export function formatList(plugins: readonly Plugin[]): string {
  return plugins
    .flatMap(({ name, artifacts }) =>
      artifacts.map(({ type, url, sha512 = NONE, auth }, place) => {
        // A folder for each archive, so that files with equal names do not collide. A Hub archive
        // is already a whole plugin.
        const folder = type === "hub" ? "." : `artifact-${place + 1}`;
        // The url comes early, because a preview shows only the beginning of a line, which must
        // include the version.
        return `${[name, folder, type, url, sha512, formatAuth(auth)].join(" ")}\n`;
      }),
    )
    .join("");
}

/** The input of `formatList`. Ignores other lines. */
export function parseList(text: string): Plugin[] {
  const plugins = new Map<string, [Artifact, ...Artifact[]]>();
  for (const line of text.split("\n")) {
    const [name = "", , type, url = "", sha512 = NONE, auth, ...more] = line.split(" ");
    if (auth === undefined || more.length > 0) continue;
    const artifact: Artifact = {
      type: type as Artifact["type"],
      url,
      ...(sha512 === NONE ? {} : { sha512 }),
      ...(auth === NONE ? {} : { auth: parseAuth(auth) }),
    };
    const earlier = plugins.get(name);
    if (earlier === undefined) plugins.set(name, [artifact]);
    else earlier.push(artifact);
  }
  return [...plugins].map(([name, artifacts]) => ({ name, artifacts }));
}

const USERNAME = "username";
const PASSWORD = "password";

function formatAuth(auth: DownloadAuthArgs | undefined): string {
  if (auth === undefined) return NONE;
  const { secretRef, headerKey, usernameKey = USERNAME, passwordKey = PASSWORD } = auth;
  if (headerKey !== undefined) return `header:${secretRef}/${headerKey}`;
  return `basic:${secretRef}/${usernameKey}/${passwordKey}`;
}

function parseAuth(text: string): DownloadAuthArgs {
  const [kind, path = ""] = text.split(":");
  const [secretRef = "", key = "", passwordKey = ""] = path.split("/");
  if (kind === "header") return { secretRef, headerKey: key };
  return {
    secretRef,
    ...(key === USERNAME ? {} : { usernameKey: key }),
    ...(passwordKey === PASSWORD ? {} : { passwordKey }),
  };
}

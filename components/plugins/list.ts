/** The list that the installer reads: one artifact a line, its six fields between blanks. */
import type { PluginArchiveType, DownloadAuthArgs } from "./args";

/** Its key in the ConfigMap of the pods, and its name in the build of an image. */
export const PLUGIN_LIST = "plugins.list";

/** A plugin in one form, whichever source it is from. */
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
        // A folder for each archive, so that two files of one name do not meet. Only a Hub archive is
        // a whole plugin already.
        const folder = type === "hub" ? "." : `artifact-${place + 1}`;
        // The url early: a preview shows only the beginning of a line, and there the version must be.
        return `${[name, folder, type, url, sha512, formatAuth(auth)].join(" ")}\n`;
      }),
    )
    .join("");
}

/** What `formatList` was given. Any other line is left out. */
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

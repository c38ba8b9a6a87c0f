/** Every name in the arguments for plugins and images. */
import { namesOf, namesUnder } from "../../provider/core/argument-names";
import type {
  ConfluentHubPluginArgs,
  DownloadAuthArgs,
  DownloadProxyArgs,
  JavaAgentArgs,
  PluginSourcesArgs,
  UrlArtifactArgs,
  UrlPluginArgs,
} from "./args";
import type { PluginImageArgs } from "./plugin-image";

const AUTH = namesUnder(
  "auth",
  namesOf<DownloadAuthArgs>({
    secretRef: true,
    headerKey: true,
    usernameKey: true,
    passwordKey: true,
  }),
);

export const JAVA_AGENT_NAMES = [
  ...namesOf<JavaAgentArgs>({ archivePath: true, checksum: true, auth: true }),
  ...AUTH,
];

const ARTIFACTS = namesUnder("artifacts.[]", [
  ...namesOf<UrlArtifactArgs>({ archivePath: true, checksum: true, type: true, auth: true }),
  ...AUTH,
]);

const HUB_PLUGIN = [
  ...namesOf<ConfluentHubPluginArgs>({
    owner: true,
    name: true,
    version: true,
    acceptLicense: true,
    sha512: true,
    artifacts: true,
  }),
  ...ARTIFACTS,
];

const URL_PLUGIN = [
  ...namesOf<UrlPluginArgs>({
    name: true,
    archivePath: true,
    checksum: true,
    type: true,
    auth: true,
    artifacts: true,
  }),
  ...AUTH,
  ...ARTIFACTS,
];

export const PLUGIN_NAMES = [
  ...namesOf<PluginSourcesArgs>({
    confluentHub: true,
    url: true,
    hubUrl: true,
    proxy: true,
    ca: true,
  }),
  ...namesUnder("confluentHub.[]", HUB_PLUGIN),
  ...namesUnder("url.[]", URL_PLUGIN),
  ...namesUnder("proxy", namesOf<DownloadProxyArgs>({ http: true, https: true, noProxy: true })),
];

export const IMAGE_NAMES = [
  ...namesOf<PluginImageArgs>({
    baseImage: true,
    imageName: true,
    plugins: true,
    initImage: true,
    storageLimit: true,
    platform: true,
    builder: true,
    tlsVerify: true,
  }),
  ...namesUnder("plugins", PLUGIN_NAMES),
];

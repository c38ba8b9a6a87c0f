import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { BUILD_IMAGE } from "../../../components/plugins/build-image";
import { INSTALL_PLUGINS } from "../../../components/plugins/install-plugins";
import {
  plannedBuild,
  PluginImage,
  type PluginImageArgs,
} from "../../../components/plugins/plugin-image";
import { recorded, type Registered, valueOf } from "../../../testkit/kubernetes/connect-cluster";

const digest = `sha256:${"ab".repeat(32)}`;
const sha512 = "0123456789abcdef".repeat(8);
const plugin = { name: "p", archivePath: "https://a/p.jar", checksum: sha512 };
const minimal: PluginImageArgs = {
  baseImage: "apache/kafka:4.3.1",
  imageName: "registry.example.com/connect",
  plugins: { url: [plugin] },
};

/** The resources of a program with one `PluginImage`. */
async function program(args: Partial<PluginImageArgs> = {}) {
  const registered = await recorded("up", { stdout: digest });
  const made = new PluginImage("plugins", { ...minimal, ...args });
  const image = await valueOf(made.image);
  const tag = await valueOf(made.tag);
  const command = registered.find(({ type }) => type === "command:local:Command");
  const { environment, ...inputs } = command?.inputs as Registered["inputs"] & {
    environment: Record<string, string>;
  };
  return { image, tag, registered, inputs, environment };
}

describe("PluginImage", () => {
  it("is a component with one command, which names its script and shows its progress", async () => {
    const { registered, inputs, environment } = await program();
    expect(registered.map(({ type }) => type)).to.deep.equal([
      "pulumi-kafka-connect:index:PluginImage",
      "command:local:Command",
    ]);
    expect(registered[1]?.parent).to.match(/PluginImage::plugins$/);
    // No `delete`: the pushed image stays.
    expect(inputs).to.deep.equal({
      create: 'eval "$BUILD_SCRIPT"',
      logging: "stderr",
      addPreviousOutputInEnv: false,
    });
    const { BUILD_CONTAINERFILE: containerfile, ...others } = environment;
    expect(containerfile).to.contain("FROM docker.io/library/eclipse-temurin:21-jre-alpine AS");
    expect(containerfile).to.contain("FROM docker.io/apache/kafka:4.3.1\n");
    expect(containerfile).to.contain('PLUGIN_STORAGE_BYTES="4000000000"');
    expect(others).to.deep.equal({
      BUILD_SCRIPT: BUILD_IMAGE,
      BUILD_INSTALLER: INSTALL_PLUGINS,
      BUILD_LIST: `p artifact-1 jar https://a/p.jar ${sha512} -\n`,
      BUILD_TARGET: others.BUILD_TARGET,
      BUILD_WITH: "",
      BUILD_TLS_VERIFY: "true",
      BUILD_CA: "",
    });
  });

  it("identifies the image by its digest, and tags it by its content", async () => {
    const { image, tag, environment } = await program();
    expect(image).to.equal(`registry.example.com/connect@${digest}`);
    expect(tag).to.match(/^[0-9a-f]{16}$/);
    expect(environment.BUILD_TARGET).to.equal(`registry.example.com/connect:${tag}`);
    const other = await program({ baseImage: "apache/kafka:4.3.2" });
    expect(other.tag).to.not.equal(tag);
  });

  it("accepts every argument, also as an output", async () => {
    const ca = "-----BEGIN CERTIFICATE-----\n";
    const { image, tag, environment } = await program({
      baseImage: pulumi.output("quay.io/debezium/connect:3.6"),
      imageName: pulumi.output("team/connect:7"),
      initImage: "debian:12",
      plugins: { ...minimal.plugins, ca },
      storageLimit: "1Gi",
      platform: "linux/arm64",
      builder: "docker",
      tlsVerify: false,
    });
    expect(image).to.equal(`docker.io/team/connect@${digest}`);
    expect(tag).to.equal("7");
    const { BUILD_CONTAINERFILE: containerfile } = environment;
    expect(containerfile).to.contain("FROM docker.io/library/debian:12 AS");
    expect(containerfile).to.contain("FROM --platform=linux/arm64 quay.io/debezium/connect:3.6");
    expect(containerfile).to.contain(`PLUGIN_STORAGE_BYTES="${2 ** 30}"`);
    expect(environment).to.include({
      BUILD_TARGET: "docker.io/team/connect:7",
      BUILD_WITH: "docker",
      BUILD_TLS_VERIFY: "false",
      BUILD_CA: ca,
    });
  });

  const auth = { secretRef: "repo" };
  const { archivePath, checksum } = plugin;
  const archive = { archivePath, checksum };
  const refused: [string, PluginImageArgs["plugins"], string | RegExp][] = [
    ["an empty list of plugins", {}, "plugins: name at least one, in confluentHub or in url"],
    [
      "what a ConnectCluster refuses, with this argument's path",
      { url: [{ ...plugin, checksum: "abc" }], ca: "/etc/ca.pem", proxy: { http: "x" } },
      /^plugins\.proxy\.http: .*\nplugins\.ca: .*\nplugins\.url\[0\]\.checksum: /,
    ],
    [
      "auth, which a build does not support",
      { url: [{ ...plugin, artifacts: [{ ...archive, auth }] }] },
      /^plugins: "p" has auth, .*: take it from a mirror that needs no password, or /,
    ],
  ];
  for (const [title, plugins, words] of refused) {
    it(`refuses ${title}`, () => {
      expect(() => new PluginImage("plugins", { ...minimal, plugins })).to.throw(words);
    });
  }

  const known = {
    baseImage: "apache/kafka:4.3.1",
    imageName: "registry.example.com/connect",
    initImage: "debian:12",
    storageLimit: "4G",
    platform: undefined,
    builder: undefined,
    tlsVerify: true,
  };
  const wrong: Partial<Parameters<typeof plannedBuild>[0]>[] = [
    { baseImage: "" },
    { imageName: "registry.example.com/Team" },
    { initImage: "a b" },
    { storageLimit: "4GB" },
    { platform: "linux/amd64\nRUN id" },
  ];
  for (const change of wrong) {
    const [property = ""] = Object.keys(change);
    it(`names ${property} when it is invalid`, () => {
      expect(() => plannedBuild({ ...known, ...change }, [], {})).to.throw(`${property}: "`);
    });
  }
});

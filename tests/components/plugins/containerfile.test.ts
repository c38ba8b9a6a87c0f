import { expect } from "chai";
import {
  buildFiles,
  contentTag,
  type ImageContent,
} from "../../../components/plugins/containerfile";
import { INSTALL_PLUGINS } from "../../../components/plugins/install-plugins";
import { plugins } from "../../../components/plugins/check";

const sha512 = "0123456789abcdef".repeat(8);
const content: ImageContent = {
  baseImage: "docker.io/apache/kafka:4.3.1",
  initImage: "docker.io/library/eclipse-temurin:21-jre-alpine",
  plugins: plugins({ url: [{ name: "p", archivePath: "https://a/p.jar", checksum: sha512 }] }),
  sources: {},
  storageBytes: 4e9,
};
const ca = "-----BEGIN CERTIFICATE-----\n$HOME\n-----END CERTIFICATE-----\n";

describe("containerfile", () => {
  it("installs in one stage, and adds the result to the base image in another", () => {
    const { containerfile, ...files } = buildFiles(content);
    expect(containerfile).to.equal(`FROM docker.io/library/eclipse-temurin:21-jre-alpine AS plugins
USER 0
COPY . /plugin-image/
ENV PLUGIN_LIST="/plugin-image/plugins.list"
ENV PLUGIN_VOLUME="/plugin-image/volume"
ENV PLUGIN_STORAGE_BYTES="4000000000"
ENV PLUGIN_IMAGE="docker.io/library/eclipse-temurin:21-jre-alpine"
RUN ["/bin/sh", "/plugin-image/install-plugins.sh"]
FROM docker.io/apache/kafka:4.3.1
COPY --from=plugins /plugin-image/volume/plugins/ /usr/share/confluent-hub-components/
`);
    expect(files).to.deep.equal({
      installer: INSTALL_PLUGINS,
      list: `p artifact-1 jar https://a/p.jar ${sha512} -\n`,
    });
  });

  it("passes the proxy and the CAs to the installer only", () => {
    const proxy = { https: 'http://proxy:3128/"$x\\', noProxy: ["a", ".b"] };
    const { containerfile, ca: given } = buildFiles({ ...content, sources: { proxy, ca } });
    const [installing = "", adding] = containerfile.split(/(?<=\n)(?=FROM docker.io\/apache)/);
    expect(installing).to.contain('ENV PLUGIN_CA="/plugin-image/download-ca.crt"\n');
    expect(installing).to.contain('ENV https_proxy="http://proxy:3128/\\"\\$x\\\\"\n');
    expect(installing).to.contain('ENV NO_PROXY="a,.b"\n');
    expect(adding).to.not.contain("ENV");
    expect(given).to.equal(ca);
  });

  it("uses the base image of another platform, and installs on the machine's own", () => {
    const { containerfile } = buildFiles({ ...content, platform: "linux/arm64" });
    expect(containerfile).to.contain("FROM docker.io/library/eclipse-temurin:21-jre-alpine AS");
    expect(containerfile).to.contain("FROM --platform=linux/arm64 docker.io/apache/kafka:4.3.1\n");
  });

  const tag = contentTag(buildFiles(content));

  it("derives the same tag from the same content", () => {
    expect(tag).to.match(/^[0-9a-f]{16}$/);
    expect(contentTag(buildFiles({ ...content }))).to.equal(tag);
  });

  const changes: Partial<ImageContent>[] = [
    { baseImage: "docker.io/apache/kafka:4.3.2" },
    { initImage: "docker.io/library/debian:12" },
    { plugins: [] },
    { sources: { ca } },
    { sources: { proxy: { http: "http://proxy" } } },
    { platform: "linux/arm64" },
  ];
  for (const change of changes) {
    it(`derives another tag from another ${Object.keys(change).join()}`, () => {
      expect(contentTag(buildFiles({ ...content, ...change }))).to.not.equal(tag);
    });
  }
});

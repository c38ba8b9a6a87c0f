import { expect } from "chai";
import fc from "fast-check";
import type {
  ConfluentHubPluginArgs,
  PluginSourcesArgs,
  UrlPluginArgs,
} from "../../../components/plugins/args";
import { plugins } from "../../../components/plugins/check";
import { authSecrets, proxyEnvironment } from "../../../components/plugins/downloads";
import { formatList, parseList } from "../../../components/plugins/list";

const digest = "0123456789abcdef".repeat(8);
const other = "f".repeat(128);
const debezium: UrlPluginArgs = {
  name: "debezium",
  archivePath: "https://repo.example.com/debezium-3.6.tar.gz",
  checksum: digest,
};
const s3: ConfluentHubPluginArgs = {
  owner: "confluentinc",
  name: "kafka-connect-s3",
  version: "10.5.0",
  acceptLicense: true,
};

const url = (changes: object): PluginSourcesArgs => ({ url: [{ ...debezium, ...changes }] });
const hub = (changes: object): PluginSourcesArgs => ({ confluentHub: [{ ...s3, ...changes }] });

describe("plugins", () => {
  it("describes the plugins of both sources in one form, those of the Hub first", () => {
    const auth = { secretRef: "repo" };
    const driver = {
      archivePath: "https://repo.example.com/a/driver.jar#x",
      checksum: other,
      auth,
    };
    const sources = {
      url: [{ ...debezium, artifacts: [driver] }],
      confluentHub: [{ ...s3, sha512: digest }],
    };
    expect(plugins(sources)).to.deep.equal([
      {
        name: "confluentinc-kafka-connect-s3",
        artifacts: [
          {
            type: "hub",
            url: "https://api.hub.confluent.io/api/plugins/confluentinc/kafka-connect-s3/versions/10.5.0",
            sha512: digest,
          },
        ],
      },
      {
        name: "debezium",
        artifacts: [
          { type: "tgz", url: debezium.archivePath, sha512: digest },
          { type: "jar", url: "https://repo.example.com/a/driver.jar", sha512: other, auth },
        ],
      },
    ]);
  });

  it("returns an empty list for no plugins", () => expect(plugins({})).to.deep.equal([]));

  const types: [string, string][] = [
    ["https://a/b.zip", "zip"],
    ["https://a/b.ZIP?version=1", "zip"],
    ["https://a/b.tgz", "tgz"],
    ["https://a/b.tar.gz", "tgz"],
    ["http://a/b.tar", "tar"],
    ["https://a/b.jar", "jar"],
  ];
  for (const [archivePath, type] of types) {
    it(`recognizes ${archivePath} as a ${type}`, () => {
      expect(plugins(url({ archivePath }))[0]?.artifacts[0].type).to.equal(type);
    });
  }

  it("prefers a given type to that of the URL", () => {
    expect(plugins(url({ type: "zip" }))[0]?.artifacts[0].type).to.equal("zip");
  });

  const checksums: [string, string][] = [
    ["in upper case", digest.toUpperCase()],
    ["with a file name after it", `${digest}  debezium-3.6.tar.gz\n`],
    ["surrounded by blanks", ` ${digest}\n`],
  ];
  for (const [title, checksum] of checksums) {
    it(`accepts a checksum ${title}`, () => {
      expect(plugins(url({ checksum }))[0]?.artifacts[0].sha512).to.equal(digest);
    });
  }

  it("requests the same paths from a mirror, below its own path", () => {
    const [mirrored] = plugins({ ...hub({}), hubUrl: "https://mirror.example.com/hub/" });
    expect(mirrored?.artifacts[0].url).to.equal(
      "https://mirror.example.com/hub/api/plugins/confluentinc/kafka-connect-s3/versions/10.5.0",
    );
  });
});

describe("plugins: the check", () => {
  const [atUrl, atHub] = [
    "build.onDemand.plugins.url[0]",
    "build.onDemand.plugins.confluentHub[0]",
  ];
  const word = "must be letters, digits and . _ + -, at most 100, and begin with a letter or digit";
  const sum = "must be a SHA-512: 128 hex digits";
  const noUrl = "must be a url such as https://repository.example.com/plugin.zip";
  const signed = "must not be a signed url or hold a token: a pod that starts later needs it too";
  const cases: [string, PluginSourcesArgs, string[]][] = [
    ["a name that is a path to another folder", url({ name: "../x" }), [`${atUrl}.name: ${word}`]],
    ["a name of a hidden folder", url({ name: ".x" }), [`${atUrl}.name: ${word}`]],
    ["a name of two words", url({ name: "a b" }), [`${atUrl}.name: ${word}`]],
    ["an empty name", url({ name: "" }), [`${atUrl}.name: ${word}`]],
    ["a SHA-256", url({ checksum: digest.slice(0, 64) }), [`${atUrl}.checksum: ${sum}`]],
    ["no checksum", url({ checksum: undefined }), [`${atUrl}.checksum: ${sum}`]],
    ["a file name before it", url({ checksum: `x ${digest}` }), [`${atUrl}.checksum: ${sum}`]],
    ["an invalid url", url({ archivePath: "plugin.zip" }), [`${atUrl}.archivePath: ${noUrl}`]],
    [
      "a file url",
      url({ archivePath: "file:///plugin.zip" }),
      [`${atUrl}.archivePath: must be http or https`],
    ],
    [
      "credentials in the url",
      url({ archivePath: "https://me:hunter2@a/b.zip" }),
      [
        `${atUrl}.archivePath: must not contain credentials: everyone who may read the pod could read them`,
      ],
    ],
    [
      "a signed url",
      url({ archivePath: "https://a/b.zip?X-Amz-Signature=hunter2" }),
      [`${atUrl}.archivePath: ${signed}`],
    ],
    [
      "a token",
      url({ archivePath: "https://a/b.zip?token=hunter2" }),
      [`${atUrl}.archivePath: ${signed}`],
    ],
    [
      "a url without an ending",
      url({ archivePath: "https://a/download" }),
      [`${atUrl}.type: is required, because the url does not end in .zip, .tgz, .tar or .jar`],
    ],
    ["an unknown type", url({ type: "rar" }), [`${atUrl}.type: must be one of zip, tgz, tar, jar`]],
    [
      "auth over plain http",
      url({ archivePath: "http://a/b.zip", auth: { secretRef: "s" } }),
      [`${atUrl}.auth: needs a url that begins with https`],
    ],
    [
      "auth of both kinds",
      url({ auth: { secretRef: "s", headerKey: "a", passwordKey: "b" } }),
      [`${atUrl}.auth.headerKey: cannot be combined with usernameKey and passwordKey`],
    ],
    [
      "invalid names of Secrets",
      url({ auth: { secretRef: "../s", usernameKey: "..", passwordKey: "a/b" } }),
      [
        `${atUrl}.auth.secretRef: must be the name of a Secret`,
        `${atUrl}.auth.usernameKey: must be a key of the Secret`,
        `${atUrl}.auth.passwordKey: must be a key of the Secret`,
      ],
    ],
    [
      "mistakes in further artifacts",
      url({ artifacts: [{ archivePath: "https://a/b.jar", checksum: "x" }] }),
      [`${atUrl}.artifacts[0].checksum: ${sum}`],
    ],
    [
      "a duplicate name",
      { url: [debezium, debezium] },
      [
        `build.onDemand.plugins.url[1].name: "debezium" is already the name of build.onDemand.plugins.url[0]`,
      ],
    ],
    [
      "the name of a plugin of the Hub",
      { ...hub({}), ...url({ name: "confluentinc-kafka-connect-s3" }) },
      [`${atUrl}.name: "confluentinc-kafka-connect-s3" is already the name of ${atHub}`],
    ],
    [
      "the latest version",
      hub({ version: "latest" }),
      [
        `${atHub}.version: must be a concrete version: with "latest", pods that start at different times could run different plugins, and no preview would show it`,
      ],
    ],
    [
      "a license that was not accepted",
      hub({ acceptLicense: false }),
      [
        `${atHub}.acceptLicense: must be true: to install a plugin is to accept its license, so read that on Confluent Hub first`,
      ],
    ],
    ["a short pin", hub({ sha512: "abc" }), [`${atHub}.sha512: ${sum}`]],
    [
      "a plain http Hub without pinned checksums",
      { ...hub({}), hubUrl: "http://mirror" },
      [`${atHub}.sha512: is required, because hubUrl is plain http`],
    ],
    [
      "an invalid url of the Hub",
      { hubUrl: "mirror" },
      [`build.onDemand.plugins.hubUrl: ${noUrl}`],
    ],
    [
      "a Hub with a query",
      { hubUrl: "https://mirror/?a=b" },
      ["build.onDemand.plugins.hubUrl: must end with its path"],
    ],
    ["a path as CA", { ca: "/etc/ca.pem" }, ["build.onDemand.plugins.ca: must be PEM text"]],
    [
      "a proxy with credentials",
      { proxy: { https: "http://me:hunter2@proxy" } },
      [
        "build.onDemand.plugins.proxy.https: must not contain credentials: everyone who may read the pod could read them",
      ],
    ],
    [
      "an excluded host that is invalid",
      { proxy: { noProxy: ["a, b"] } },
      ["build.onDemand.plugins.proxy.noProxy[0]: must be a host, a domain or an address"],
    ],
    [
      "everything at once",
      {
        confluentHub: [{ owner: "a/b", name: "", version: "1 2", acceptLicense: true }],
        ...url({ name: "-" }),
      },
      [
        `${atHub}.owner: ${word}`,
        `${atHub}.name: ${word}`,
        `${atHub}.version: ${word}`,
        `${atUrl}.name: ${word}`,
      ],
    ],
  ];
  for (const [title, sources, failures] of cases) {
    it(`refuses ${title}`, () => {
      let message = "";
      try {
        plugins(sources);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message.split("\n")).to.deep.equal(failures);
      expect(message).not.to.include("hunter2");
    });
  }
});

describe("plugins: the agent for metrics", () => {
  const agent = { archivePath: "https://example.com/agent?name=x", checksum: digest };

  it("is a jar in a folder of its own, after the plugins", () => {
    const all = plugins({ url: [debezium] }, agent);
    expect(all.map(({ name }) => name)).to.deep.equal([debezium.name, "jmx-exporter"]);
    expect(all[1]?.artifacts).to.deep.equal([
      { type: "jar", url: agent.archivePath, sha512: digest },
    ]);
  });

  it("is refused like a plugin, with its own path", () => {
    const make = () => plugins({}, { ...agent, checksum: "x" });
    expect(make).to.throw(/^metrics\.javaAgent\.checksum: must be a SHA-512/);
  });

  it("refuses a plugin in its folder", () => {
    const make = () => plugins({ url: [{ ...debezium, name: "jmx-exporter" }] }, agent);
    expect(make).to.throw(
      'metrics.javaAgent: "jmx-exporter" is already the name of build.onDemand.plugins.url[0]',
    );
  });
});

describe("plugins: the list for the installer", () => {
  const auth = { secretRef: "repo" };
  const list = plugins({
    confluentHub: [
      { ...s3, artifacts: [{ archivePath: "https://a/x.jar", checksum: other, auth }] },
    ],
    url: [
      debezium,
      {
        name: "own",
        archivePath: "https://a/own plugin.tar?v=1",
        checksum: other,
        auth: { secretRef: "other", headerKey: "authorization" },
        artifacts: [{ archivePath: "https://a/y.jar", checksum: digest, auth }],
      },
    ],
  });

  it("has one line for each artifact", () => {
    expect(formatList(list)).to.equal(
      [
        "confluentinc-kafka-connect-s3 . hub https://api.hub.confluent.io/api/plugins/confluentinc/kafka-connect-s3/versions/10.5.0 - -",
        `confluentinc-kafka-connect-s3 artifact-2 jar https://a/x.jar ${other} basic:repo/username/password`,
        `debezium artifact-1 tgz https://repo.example.com/debezium-3.6.tar.gz ${digest} -`,
        `own artifact-1 tar https://a/own%20plugin.tar?v=1 ${other} header:other/authorization`,
        `own artifact-2 jar https://a/y.jar ${digest} basic:repo/username/password`,
        "",
      ].join("\n"),
    );
  });

  it("is empty without plugins", () => expect(formatList([])).to.equal(""));

  it("has six fields in each line, whatever the URL", function () {
    this.timeout(30_000);
    const path = fc
      .string({ unit: "binary" })
      .map((text) => `https://a/${text}`)
      // A query may look like a token, which is refused.
      .filter((archivePath) => URL.canParse(archivePath) && new URL(archivePath).search === "");
    fc.assert(
      fc.property(path, (archivePath) => {
        const found = plugins(url({ archivePath, type: "zip" }));
        expect(formatList(found)).to.match(/^[!-~]+( [!-~]+){5}\n$/);
        expect(parseList(formatList(found))).to.deep.equal(found);
      }),
    );
  });

  it("is read as it was written", () => {
    expect(parseList(formatList(list))).to.deep.equal(list);
  });

  it("is read without lines in another format", () => {
    expect(parseList("p . hub https://a -\n# a comment\n")).to.deep.equal([]);
  });

  it("comes with the Secrets that it names, each once", () => {
    expect(authSecrets(list)).to.deep.equal(["other", "repo"]);
  });
});

describe("plugins: the proxy", () => {
  it("is set in both spellings", () => {
    const proxy = { https: "http://proxy:3128", noProxy: ["a.internal", "10.0.0.0/8"] };
    expect(proxyEnvironment(proxy)).to.deep.equal({
      https_proxy: "http://proxy:3128",
      HTTPS_PROXY: "http://proxy:3128",
      no_proxy: "a.internal,10.0.0.0/8",
      NO_PROXY: "a.internal,10.0.0.0/8",
    });
  });

  it("is not set if there is none", () => expect(proxyEnvironment()).to.deep.equal({}));
});

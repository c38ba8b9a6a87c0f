import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import type { PluginArchiveType } from "../../../components/plugins/args";
import { type Entry, sha512, tar, tgz, zip } from "../../../testkit/plugins/archives";
import { DownloadServer } from "../../../testkit/plugins/download-server";
import { image, type ImageName, imageNames } from "../../../testkit/plugins/images";
import { InstallRun } from "../../../testkit/plugins/install-run";

const jar: Entry = { name: "connector.jar", content: "a jar" };
const zeros = Buffer.alloc(30_000_000);

/** The archive, and the reason in the error, which may differ where the tool can only fail. */
type Case = readonly [
  title: string,
  type: PluginArchiveType,
  content: (around: string) => Buffer,
  reason: RegExp,
];

const OUTSIDE = /^its archive has an entry outside of its folder$/;
const LINK = /^its archive has a link or a device$/;
const LINK_OR_BROKEN =
  /^(its archive has a link or a device|is no \w+ archive, or not a whole one: .+)$/;
const TOO_LARGE = /^does not fit: the volume's storage limit is 20000000 bytes$/;
const BROKEN = /^is no \w+ archive, or not a whole one: .*$/;

const inBoth: readonly (readonly [string, (around: string) => Entry[], RegExp])[] = [
  ["an entry above its folder", () => [jar, { name: "../victim", content: "!" }], OUTSIDE],
  ["an entry far above", () => [jar, { name: "a/../../../../victim", content: "!" }], OUTSIDE],
  [
    "a link, and a file through it",
    (around) => [
      jar,
      { name: "l", kind: "link", target: around },
      { name: "l/evil", content: "!" },
    ],
    LINK_OR_BROKEN,
  ],
];

const cases: readonly Case[] = [
  ...inBoth.flatMap(([title, entries, reason]): Case[] => [
    [title, "zip", (around) => zip(entries(around)), reason],
    [title, "tar", (around) => tar(entries(around)), reason],
    [title, "tgz", (around) => tgz(entries(around)), reason],
  ]),
  [
    "an absolute name",
    "zip",
    (around) => zip([jar, { name: `${around}/evil`, content: "!" }]),
    OUTSIDE,
  ],
  [
    "an absolute name",
    "tar",
    (around) => tar([{ name: `${around}/evil`, content: "!" }, jar]),
    OUTSIDE,
  ],
  ["a link", "tar", () => tar([jar, { name: "l", kind: "link", target: "connector.jar" }]), LINK],
  [
    "a hard link",
    "tar",
    () => tar([jar, { name: "h", kind: "hard link", target: "connector.jar" }]),
    LINK,
  ],
  [
    "a hard link to another plugin",
    "tar",
    () => tar([jar, { name: "h", kind: "hard link", target: "../../plugins/a/.installed" }]),
    /^its archive has (a link or a device|an entry outside of its folder)$/,
  ],
  ["a device", "tar", () => tar([jar, { name: "null", kind: "device" }]), LINK],
  ["a pipe", "tar", () => tar([jar, { name: "pipe", kind: "pipe" }]), LINK],
  ["more bytes than fit", "zip", () => zip([jar, { name: "zeros", content: zeros }]), TOO_LARGE],
  ["more bytes than fit", "tgz", () => tgz([jar, { name: "zeros", content: zeros }]), TOO_LARGE],
  [
    "more bytes than it declares",
    "zip",
    () => zip([jar, { name: "zeros", content: zeros, claimedSize: 10 }]),
    /^(does not fit|is no zip archive)/,
  ],
  [
    "more entries than it may",
    "zip",
    () => zip(Array.from({ length: 60 }, (_, i) => ({ name: `${i}.jar` }))),
    /^its archive has more than 50 entries$/,
  ],
  ["a missing end", "zip", () => zip([jar]).subarray(0, -30), BROKEN],
  ["a missing end", "tgz", () => tgz([jar]).subarray(0, -30), BROKEN],
  [
    "a missing end",
    "tar",
    () => tar([{ ...jar, content: zeros.subarray(0, 5000) }]).subarray(0, 2000),
    BROKEN,
  ],
  ["HTML as its content", "zip", () => Buffer.from("<html>Sign in</html>"), BROKEN],
  ["HTML as its content", "tgz", () => Buffer.from("<html>Sign in</html>"), BROKEN],
  ["HTML as its content", "tar", () => Buffer.from("<html>Sign in</html>"), BROKEN],
  ["no jar", "zip", () => zip([{ name: "README", content: "sources" }]), /^holds no jar$/],
];

describe("install script: hostile archives", function () {
  this.timeout(60_000);
  let server: DownloadServer;
  let run: InstallRun;

  beforeEach(async () => {
    server = await DownloadServer.start();
    run = new InstallRun();
  });
  afterEach(async () => {
    await server.close();
    run.remove();
  });

  async function install(name: ImageName, type: PluginArchiveType, content: Buffer) {
    const good = Buffer.from("a jar");
    const url = server.serve(`/p.${type}`, content);
    const other = { type: "jar", url: server.serve("/a.jar", good), sha512: sha512(good) } as const;
    return run.run(
      image(name),
      [
        { name: "a", artifacts: [other] },
        { name: "p", artifacts: [{ type, url, sha512: sha512(content) }] },
      ],
      { env: { PLUGIN_MAX_ENTRIES: "50" } },
    );
  }

  function expectNothingOutside() {
    expect(run.strangers).to.deep.equal([]);
    expect(readFileSync(run.victim, "utf8")).to.equal("untouched");
  }

  for (const name of imageNames) {
    describe(name, () => {
      for (const [title, type, content, reason] of cases) {
        it(`refuses a ${type} that has ${title}`, async () => {
          const { code, stderr, termination } = await install(name, type, content(run.around));
          const said = /^plugin "p": (.*) \((.*)\)\n$/.exec(stderr);
          expect(said?.[1], stderr).to.match(reason);
          expect(said?.[2]).to.equal(server.host);
          expect(termination).to.equal(stderr);
          expect(code).to.equal(1);
          expect(run.installed).to.deep.equal(["a/.installed", "a/artifact-1/a.jar"]);
          expectNothingOutside();
        });
      }

      // The JDK's jar does not support links, and writes the path into a file, which is harmless too.
      const harmless = name === "bash, curl, jar, GNU tools";
      it(`creates no link from a zip${harmless ? "" : ", and refuses it"}`, async () => {
        const link: Entry = { name: "l", kind: "link", target: run.around };
        const { code, stderr } = await install(name, "zip", zip([jar, link]));
        expect(code).to.equal(harmless ? 0 : 1);
        if (!harmless) expect(/^plugin "p": (.*) \(/.exec(stderr)?.[1]).to.match(LINK_OR_BROKEN);
        const all = readdirSync(run.plugins, { recursive: true, withFileTypes: true });
        expect(all.filter((entry) => entry.isSymbolicLink())).to.deep.equal([]);
      });
    });
  }
});

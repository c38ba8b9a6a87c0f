import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import { expect } from "chai";
import type { DownloadAuthArgs } from "../../../components/plugins/args";
import type { Artifact } from "../../../components/plugins/list";
import { sha512, zip } from "../../../testkit/plugins/archives";
import { certificates } from "../../../testkit/certificates";
import {
  type Answer,
  body,
  DownloadServer,
  half,
  redirect,
  status,
} from "../../../testkit/plugins/download-server";
import { image, type ImageName, wrap } from "../../../testkit/plugins/images";
import { InstallRun } from "../../../testkit/plugins/install-run";

const jar = Buffer.from("a jar");
const withCurl: ImageName[] = ["dash, curl, unzip, GNU tools", "BusyBox and curl"];
const withWget: ImageName[] = ["bash, GNU wget, bsdtar, GNU tools", "BusyBox alone"];
const verifying = image("dash, curl, unzip, GNU tools");

describe("install script: downloads", function () {
  this.timeout(60_000);
  let plain: DownloadServer;
  let secure: DownloadServer;
  let run: InstallRun;

  beforeEach(async () => {
    plain = await DownloadServer.start();
    secure = await DownloadServer.start("https");
    run = new InstallRun();
  });
  afterEach(async () => {
    await plain.close();
    await secure.close();
    run.remove();
  });

  const ca = certificates().caFile;
  const jarAt = (url: string, auth?: DownloadAuthArgs): Artifact => ({
    type: "jar",
    url,
    sha512: sha512(jar),
    ...(auth === undefined ? {} : { auth }),
  });
  const install = (
    artifact: Artifact,
    name: ImageName | typeof verifying,
    options: Parameters<InstallRun["run"]>[2] = {},
  ) => {
    const used = typeof name === "string" ? image(name) : name;
    return run.run(used, [{ name: "p", artifacts: [artifact] }], options);
  };
  const refusal = (reason: string, host: string) => `plugin "p": ${reason} (${host})\n`;

  for (const name of [...withCurl, ...withWget]) {
    describe(name, () => {
      // 75 means that another attempt may succeed.
      const answers: [string, Answer, string, number, number][] = [
        ["a 404, and does not ask again", status(404), "HTTP 404", 1, 1],
        ["a 403, and does not ask again", status(403), "HTTP 403", 1, 1],
        ["a 204", status(204), "HTTP 204, without the whole file", 1, 1],
        ["a redirect to nowhere", status(300), "HTTP 300, without the whole file", 1, 1],
        ["an empty file", body(Buffer.from("")), "the answer is empty", 1, 1],
        ["a permanent 503", status(503), "HTTP 503, in each of 2 attempts", 2, 75],
      ];
      for (const [title, answer, reason, calls, exitCode] of answers) {
        it(`names ${title}`, async () => {
          const url = plain.serve("/p.jar?customer=secret", answer);
          const { code, stderr, stdout, termination } = await install(jarAt(url), name);
          expect(code).to.equal(exitCode);
          expect(stderr).to.equal(refusal(reason, plain.host));
          expect(stdout + stderr + termination).not.to.include("secret");
          expect(plain.calls).to.have.length(calls);
          expect(run.installed).to.deep.equal([]);
        });
      }

      it("tries again when the connection is cut", async () => {
        const url = plain.serve(
          "/p.jar",
          half(jar, (response) => {
            plain.serve("/p.jar", jar);
            response.socket?.destroy();
          }),
        );
        expect(await install(jarAt(url), name)).to.include({ code: 0, stderr: "" });
        expect(plain.calls).to.have.length(2);
      });

      it("reports that nothing listens at the address", async () => {
        const url = "http://127.0.0.1:1/p.jar";
        const { stderr } = await install(jarAt(url), name);
        expect(stderr).to.equal(refusal("cannot connect, in each of 2 attempts", "127.0.0.1:1"));
      });

      it("follows redirects, but no more than 5", async () => {
        plain.serve("/p.jar", jar);
        for (const n of [1, 2, 3, 4, 5, 6]) {
          plain.serve(`/${n}`, redirect(n === 1 ? "/p.jar" : `/${n - 1}`));
        }
        expect(await install(jarAt(`${plain.url}/4`), name)).to.include({ code: 0, stderr: "" });
        mkdirSync(path.join(run.plugins, "p"), { recursive: true });
        const { stderr } = await install(jarAt(`${plain.url}/6`), name);
        expect(stderr).to.equal(refusal("more than 5 redirects", plain.host));
      });

      it("stops in a redirect loop", async () => {
        const url = plain.serve("/p.jar", redirect("/p.jar"));
        const { stderr } = await install(jarAt(url), name);
        expect(stderr).to.equal(refusal("more than 5 redirects", plain.host));
        expect(plain.calls.length).to.be.lessThan(20); // BusyBox has its own limit.
      });

      it("refuses a redirect from HTTPS to HTTP", async () => {
        const url = secure.serve("/p.jar", redirect(plain.serve("/p.jar", jar)));
        const { code, stderr } = await install(jarAt(url), name, { ca });
        expect(code).to.equal(1);
        expect(stderr).to.equal(refusal("is redirected to a url that is not https", secure.host));
        expect(run.installed).to.deep.equal([]);
      });

      it("stops a download that is larger than the volume", async () => {
        const large = Buffer.alloc(3_000_000);
        const url = plain.serve("/p.jar", (response) => void response.end(large));
        const { stderr } = await install(jarAt(url), name, { storageBytes: 1_000_000 });
        const reason = "does not fit: the volume's storage limit is 1000000 bytes";
        expect(stderr).to.equal(refusal(reason, plain.host));
      });

      it("downloads over HTTPS with a private authority", async () => {
        const url = secure.serve("/p.jar", jar);
        expect(await install(jarAt(url), name, { ca })).to.include({ code: 0, stderr: "" });
      });
    });
  }

  for (const name of [...withCurl, withWget[0] as ImageName]) {
    it(`trusts no unknown authority with ${name}`, async () => {
      const { stderr } = await install(jarAt(secure.serve("/p.jar", jar)), name);
      expect(stderr).to.equal(refusal("the TLS certificate is not trusted", secure.host));
    });
  }

  describe("access", () => {
    beforeEach(() => {
      mkdirSync(path.join(run.auth, "repo"));
      const values = {
        username: "me",
        password: 'hunter"2\\%',
        bearer: "Bearer abc\n",
        two: "a\nb",
      };
      for (const [key, value] of Object.entries(values)) {
        writeFileSync(path.join(run.auth, "repo", key), value);
      }
    });

    const kinds: [string, DownloadAuthArgs, string][] = [
      ["a header", { secretRef: "repo", headerKey: "bearer" }, "Bearer abc"],
      [
        "user and password",
        { secretRef: "repo" },
        `Basic ${Buffer.from('me:hunter"2\\%').toString("base64")}`,
      ],
    ];
    for (const [title, auth, header] of kinds) {
      for (const name of withCurl) {
        it(`sends ${title}, and never shows it, with ${name}`, async () => {
          const seen = path.join(run.around, "volume", "command-lines");
          const spied = wrap(image(name), "curl", `echo "$@" >>${seen}; exec "$REAL" "$@"`);
          const artifact = jarAt(secure.serve("/p.jar", jar), auth);
          const { code, stdout, stderr } = await install(artifact, spied, { ca });
          expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
          expect(secure.headers.map(({ authorization }) => authorization)).to.deep.equal([header]);
          const lines = readFileSync(seen, "utf8");
          expect(lines).to.include("-H @header");
          expect(lines + stdout).not.to.match(/abc|hunter|Basic|Bearer/);
        });
      }
    }

    it("does not send it to another host after a redirect", async () => {
      const other = await DownloadServer.start("https");
      const url = secure.serve("/p.jar", redirect(other.serve("/p.jar", jar)));
      const { code } = await install(jarAt(url, { secretRef: "repo" }), verifying, { ca });
      expect(code).to.equal(0);
      expect(other.headers[0]).not.to.have.property("authorization");
      await other.close();
    });

    const broken: [string, DownloadAuthArgs, string][] = [
      ["a missing key", { secretRef: "repo", headerKey: "x" }, "the Secret repo has no key x"],
      ["a missing Secret", { secretRef: "no" }, "the Secret no has no key username"],
      [
        "a value of two lines",
        { secretRef: "repo", headerKey: "two" },
        "two of the Secret repo is not one line of text",
      ],
    ];
    for (const [title, auth, reason] of broken) {
      it(`names ${title}`, async () => {
        const { stderr } = await install(jarAt(secure.serve("/p.jar", jar), auth), verifying, {
          ca,
        });
        expect(stderr).to.equal(refusal(reason, secure.host));
        expect(secure.calls).to.deep.equal([]);
      });
    }

    for (const name of withWget) {
      it(`refuses it with ${name}, which would show or forward it`, async () => {
        const artifact = jarAt(secure.serve("/p.jar", jar), { secretRef: "repo" });
        const { stderr } = await install(artifact, name, { ca });
        expect(stderr).to.include("has no curl, which auth needs: choose another init image");
        expect(secure.calls).to.deep.equal([]);
      });
    }
  });

  describe("proxy", () => {
    it("is used, except for the excluded hosts", async () => {
      const asked: string[] = [];
      const proxy = http.createServer((request, response) => {
        asked.push(request.url ?? "");
        body(jar)(response, request);
      });
      await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", () => done()));
      const address = proxy.address() as { port: number };
      const env = { http_proxy: `http://127.0.0.1:${address.port}` };
      const artifact = jarAt("http://plugins.invalid/p.jar");
      expect((await install(artifact, verifying, { env })).code).to.equal(0);
      expect(asked).to.deep.equal(["http://plugins.invalid/p.jar"]);
      const excepted = jarAt(plain.serve("/direct.jar", jar));
      const except = { env: { ...env, no_proxy: "127.0.0.1" } };
      expect((await install(excepted, verifying, except)).code).to.equal(0);
      expect(asked).to.have.length(1);
      await new Promise((done) => proxy.close(done));
    });

    it("is refused for HTTPS if BusyBox would let it read the traffic", async () => {
      const env = { https_proxy: "http://127.0.0.1:1" };
      const { stderr } = await install(jarAt(secure.serve("/p.jar", jar)), "BusyBox alone", {
        env,
      });
      expect(stderr).to.include("has no curl, which https through a proxy needs");
    });
  });

  describe("Confluent Hub", () => {
    const top = "acme-source-1.0";
    const archive = zip([
      { name: `${top}/manifest.json`, content: "{}" },
      { name: `${top}/lib/source.jar`, content: "a jar" },
      { name: "__MACOSX/x", content: "junk" },
      { name: ".DS_Store", content: "junk" },
    ]);
    const digest = (kind: string) => createHash(kind).update(archive).digest("hex");
    const manifestPath = "/api/plugins/acme/source/versions/1.0";

    function hub(server: DownloadServer, changes: Record<string, unknown> = {}, text?: string) {
      const url = server.serve("/files/acme-source-1.0.zip", archive);
      const fields = { name: "x", url, md5: digest("md5"), sha1: digest("sha1"), ...changes };
      const license = [{ name: "Apache", url: "https://example.com/license" }];
      const manifest = {
        name: "source",
        description: 'a "archive": {"url":"http://evil"} of it',
        license,
        archive: { ...fields, mime_type: "application/zip" },
        logo: { url: "https://example.com/logo" },
      };
      server.serve(manifestPath, body(Buffer.from(text ?? JSON.stringify(manifest, null, 2))));
      return `${server.url}${manifestPath}`;
    }
    const installed = [".installed", "lib/source.jar", "manifest.json"].map((file) => `p/${file}`);

    for (const name of [...withCurl, "bash, curl, jar, GNU tools" as const]) {
      it(`provides the archive, whose content becomes the plugin, with ${name}`, async () => {
        const artifact: Artifact = { type: "hub", url: hub(secure) };
        expect(await install(artifact, name, { ca })).to.include({ code: 0, stderr: "" });
        expect(run.installed).to.deep.equal(installed);
        expect(secure.calls).to.deep.equal([manifestPath, "/files/acme-source-1.0.zip"]);
      });
    }

    it("works over HTTP and with BusyBox alone when the sha512 is pinned", async () => {
      const artifact: Artifact = { type: "hub", url: hub(plain), sha512: sha512(archive) };
      expect(await install(artifact, "BusyBox alone")).to.include({ code: 0, stderr: "" });
      expect(run.installed).to.deep.equal(installed);
    });

    it("accepts more archives for the same plugin", async () => {
      const more = jarAt(plain.serve("/driver.jar", jar));
      const artifacts = [{ type: "hub", url: hub(secure) }, more] as const;
      const result = await run.run(verifying, [{ name: "p", artifacts }], { ca });
      expect(result).to.include({ code: 0, stderr: "" });
      expect(run.installed).to.have.members([...installed, "p/artifact-2/driver.jar"]);
    });

    const odd: [string, Record<string, unknown>, RegExp][] = [
      ["a wrong sha1", { sha1: "0".repeat(40) }, /^sha1 is [0-9a-f]{16}\.\.\., not 0{16}\.\.\.$/],
      ["a wrong md5", { md5: "0".repeat(32) }, /^md5 is [0-9a-f]{16}\.\.\., not 0{16}\.\.\.$/],
      ["no sha1", { sha1: undefined }, /^the Hub's manifest has no usable md5 and sha1$/],
      ["a short md5", { md5: "abc" }, /^the Hub's manifest has no usable md5 and sha1$/],
      ["no url", { url: undefined }, /^the Hub's manifest names no archive$/],
      ["an odd url", { url: "file:///etc/passwd" }, /^the Hub's manifest names no archive$/],
      ["an http url", { url: "http://a.invalid/x" }, /^the Hub's archive is on plain http: pin/],
    ];
    for (const [title, changes, reason] of odd) {
      it(`is refused when its manifest has ${title}`, async () => {
        const artifact: Artifact = { type: "hub", url: hub(secure, changes) };
        const { code, stderr } = await install(artifact, verifying, { ca });
        expect(code).to.equal(1);
        expect(/^plugin "p": (.*) \(/.exec(stderr)?.[1]).to.match(reason);
        expect(run.installed).to.deep.equal([]);
      });
    }

    it("is refused if it answers with a page", async () => {
      const artifact: Artifact = { type: "hub", url: hub(secure, {}, "<html>Sign in</html>") };
      const { stderr } = await install(artifact, verifying, { ca });
      expect(stderr).to.equal(refusal("the Hub's manifest names no archive", secure.host));
    });

    it("is refused if another sha512 is pinned", async () => {
      const artifact: Artifact = { type: "hub", url: hub(secure), sha512: "0".repeat(128) };
      const { stderr } = await install(artifact, verifying, { ca });
      expect(stderr).to.match(/^plugin "p": sha512 is [0-9a-f]{16}\.\.\., not 0{16}\.\.\. /);
    });

    it("needs a pinned sha512 if wget does not check certificates", async () => {
      const artifact: Artifact = { type: "hub", url: hub(secure) };
      const { stderr } = await install(artifact, "BusyBox alone", { ca });
      expect(stderr).to.include("checks no certificates: pin sha512, or choose an image with curl");
    });
  });
});

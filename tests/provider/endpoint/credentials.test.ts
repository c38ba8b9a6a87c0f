import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CredentialError,
  endpointSecrets,
  resolveCredential,
  resolvePem,
} from "../../../provider/endpoint/credentials";
import { thrownBy } from "../../../testkit/thrown";

describe("credentials", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "credentials-"));
    process.env.TEST_CONNECT_PASSWORD = "from env";
    process.env.TEST_CONNECT_EMPTY = "";
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    delete process.env.TEST_CONNECT_PASSWORD;
    delete process.env.TEST_CONNECT_EMPTY;
  });

  function file(content: string): { file: string } {
    const name = path.join(folder, "secret");
    writeFileSync(name, content);
    return { file: name };
  }

  it("are used as given, or read from the environment", () => {
    expect(resolveCredential("bearerToken", " plain\n")).to.equal(" plain\n");
    expect(resolveCredential("bearerToken", { env: "TEST_CONNECT_PASSWORD" })).to.equal("from env");
  });

  const contents: [string, string][] = [
    ["secret", "secret"],
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["secret\n\n", "secret\n"],
    [" a\nb ", " a\nb "],
  ];
  for (const [content, value] of contents) {
    it(`are ${JSON.stringify(value)} for the file ${JSON.stringify(content)}`, () => {
      expect(resolveCredential("bearerToken", file(content))).to.equal(value);
    });
  }

  it("are read again each time, so that a rotated one is used", () => {
    const credential = file("old");
    resolveCredential("bearerToken", credential);
    file("new");
    expect(resolveCredential("bearerToken", credential)).to.equal("new");
  });

  for (const env of ["TEST_CONNECT_EMPTY", "TEST_CONNECT_MISSING"]) {
    it(`refuses the environment variable ${env}, with its property`, async () => {
      const error = await thrownBy(() => resolveCredential("basicAuth.password", { env }));
      expect(error).to.be.instanceOf(CredentialError);
      expect(error.message).to.equal(
        `cluster.basicAuth.password: the environment variable ${env} is not set where Pulumi runs`,
      );
    });
  }

  it("refuses a file that does not exist, or is a folder", async () => {
    const missing = path.join(folder, "missing");
    const refused = (name: string) => thrownBy(() => resolveCredential("tls.key", { file: name }));
    expect((await refused(missing)).message).to.equal(
      `cluster.tls.key: cannot read the file ${missing} (ENOENT)`,
    );
    expect((await refused(folder)).message).to.equal(
      `cluster.tls.key: cannot read the file ${folder} (EISDIR)`,
    );
  });

  it("refuses an empty file, as a file is for a moment while it is rewritten", async () => {
    for (const content of ["", "\n"]) {
      const empty = file(content);
      const error = await thrownBy(() => resolveCredential("bearerToken", empty));
      expect(error.message).to.equal(`cluster.bearerToken: the file ${empty.file} is empty`);
    }
  });

  const CERT = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----";
  const KEY = "-----BEGIN EC PRIVATE KEY-----\nMII\n-----END EC PRIVATE KEY-----";
  const pems: ["tls.ca" | "tls.cert" | "tls.key", string, RegExp | undefined][] = [
    ["tls.ca", `# of the company\n${CERT}`, undefined],
    ["tls.cert", CERT, undefined],
    ["tls.key", KEY, undefined],
    ["tls.key", `${CERT}\n${KEY}`, undefined],
    ["tls.ca", "hello", /^cluster\.tls\.ca: the file .* holds no certificate in PEM form$/],
    ["tls.ca", "0\u0082\u0003DER", /no certificate in PEM form$/],
    ["tls.ca", KEY, /^cluster\.tls\.ca: the file .* holds no certificate in PEM form$/],
    ["tls.cert", KEY, /^cluster\.tls\.cert: the file .* holds no certificate in PEM form$/],
    ["tls.key", CERT, /^cluster\.tls\.key: the file .* holds no private key in PEM form$/],
    ["tls.key", KEY.replaceAll("EC", "ENCRYPTED"), /a private key with a password cannot be used/],
    [
      "tls.key",
      KEY.replace("MII", "Proc-Type: 4,ENCRYPTED\nMII"),
      /with a password cannot be used/,
    ],
  ];
  for (const [property, content, refused] of pems) {
    it(`${refused === undefined ? "accepts" : "refuses"} for ${property}: ${content.slice(0, 30)}`, async () => {
      const read = () => resolvePem(property, file(content));
      if (refused === undefined) expect(read()).to.equal(content);
      else expect((await thrownBy(read, CredentialError)).message).to.match(refused);
    });
  }

  it("of an endpoint are all known to the redactor, except those that cannot be read", () => {
    const secrets = endpointSecrets({
      url: "https://connect",
      basicAuth: { username: "user", password: { env: "TEST_CONNECT_PASSWORD" } },
      bearerToken: file("token\n"),
      headers: { "X-Key": "key", "X-Gone": { env: "TEST_CONNECT_MISSING" } },
      tls: { ca: "ca", cert: "cert", key: "pem" },
      kubernetes: { namespace: "data", service: "connect", port: 8083, kubeconfig: "clusters:" },
    });
    expect(secrets).to.include.members(["from env", "token", "key", "pem", "clusters:"]);
    expect(secrets).to.not.include.members(["user", "ca", "cert"]);
    expect(endpointSecrets({ url: "http://connect" })).to.deep.equal([]);
  });
});

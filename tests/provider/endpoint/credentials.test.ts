import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CredentialError,
  endpointSecrets,
  resolveCredential,
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

  it("are taken as they are, or from the environment", () => {
    expect(resolveCredential("bearerToken", " plain\n")).to.equal(" plain\n");
    expect(resolveCredential("bearerToken", { env: "TEST_CONNECT_PASSWORD" })).to.equal("from env");
  });

  const contents: [string, string][] = [
    ["secret", "secret"],
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["secret\n\n", "secret\n"],
    [" a\nb ", " a\nb "],
    ["", ""],
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

  it("refuses a file that is not there, or is a folder", async () => {
    const missing = path.join(folder, "missing");
    const refused = (name: string) => thrownBy(() => resolveCredential("tls.key", { file: name }));
    expect((await refused(missing)).message).to.equal(
      `cluster.tls.key: cannot read the file ${missing} (ENOENT)`,
    );
    expect((await refused(folder)).message).to.equal(
      `cluster.tls.key: cannot read the file ${folder} (EISDIR)`,
    );
  });

  it("of an endpoint are all known to the redactor, but for those that cannot be read", () => {
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

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { shellScript } from "../../components/shell-script";
import { certificates, storePassword } from "../../testkit/certificates";

const makeStores = shellScript(path.resolve("components"), "make-stores.sh");

describe("make-stores", function () {
  this.timeout(60_000);

  let around: string;
  beforeEach(() => (around = mkdtempSync(path.join(tmpdir(), "kafka-connect-stores-"))));
  afterEach(() => rmSync(around, { recursive: true, force: true }));

  const file = (name: string) => path.join(around, name);

  function secret(files: Record<string, string | Buffer>, name = "source") {
    mkdirSync(file(name), { recursive: true });
    for (const [key, content] of Object.entries(files)) {
      writeFileSync(path.join(file(name), key), content);
    }
  }

  function run() {
    writeFileSync(file("script.sh"), makeStores);
    writeFileSync(file("certs.list"), `${file("source")} ${file("target")}\n`);
    const env = { PATH: process.env.PATH, TERMINATION_LOG: file("termination") };
    const made = spawnSync("sh", [file("script.sh"), file("certs.list")], { env });
    return { code: made.status, output: `${String(made.stdout)}${String(made.stderr)}` };
  }

  function madeFiles(): string[] {
    const { code, output } = run();
    expect(code, output).to.equal(0);
    return readdirSync(file("target")).sort();
  }

  /** The types of the entries that keytool finds with the password in jksPassword.txt. */
  function entries(store: string): string[] {
    const text = readFileSync(file("target/jksPassword.txt"), "utf8");
    const password = /^jksPassword=(.+)$/m.exec(text)?.[1] ?? "";
    const given = ["-keystore", file(`target/${store}`), "-storepass", password];
    const listed = execFileSync("keytool", ["-J-Duser.language=en", "-list", ...given]);
    return [...String(listed).matchAll(/(trustedCert|PrivateKey)Entry/g)].map(
      ([, kind = ""]) => kind,
    );
  }

  const all = ["jksPassword.txt", "keystore.p12", "truststore.p12"];

  it("creates stores from fullchain.pem, privkey.pem and cacerts.pem", () => {
    const { server, ca } = certificates();
    secret({ "fullchain.pem": server.cert + ca, "privkey.pem": server.key, "cacerts.pem": ca });
    expect(madeFiles()).to.deep.equal(all);
    expect(entries("keystore.p12")).to.deep.equal(["PrivateKey"]);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
  });

  it("creates stores from cert-manager's Secret, with each authority of a bundle", () => {
    const { server, ca, otherCa } = certificates();
    const bundle = `# ours\n${ca}# theirs\n${otherCa}`;
    secret({ "tls.crt": server.cert, "tls.key": server.key, "ca.crt": bundle });
    expect(madeFiles()).to.deep.equal(all);
    expect(entries("keystore.p12")).to.deep.equal(["PrivateKey"]);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert", "trustedCert"]);
  });

  it("uses the password of a Secret as the stores' password", () => {
    secret({ "ca.crt": certificates().ca, "jksPassword.txt": "jksPassword=secret-1\n" });
    expect(madeFiles()).to.deep.equal(["jksPassword.txt", "truststore.p12"]);
    expect(readFileSync(file("target/jksPassword.txt"), "utf8")).to.equal("jksPassword=secret-1\n");
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
  });

  it("creates only a truststore from an authority alone", () => {
    secret({ "cacerts.pem": certificates().ca });
    expect(madeFiles()).to.deep.equal(["jksPassword.txt", "truststore.p12"]);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
  });

  it("accepts ready-made stores, with the password of another Secret", () => {
    const { server, trustStore } = certificates();
    secret({
      "keystore.p12": readFileSync(server.store),
      "truststore.p12": readFileSync(trustStore),
    });
    secret({ "jksPassword.txt": `jksPassword=${storePassword}` }, "source-password");
    expect(madeFiles()).to.deep.equal(all);
    expect(readFileSync(file("target/keystore.p12"))).to.deep.equal(readFileSync(server.store));
    expect(entries("keystore.p12")).to.deep.equal(["PrivateKey"]);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
  });

  it("converts a store in Java's old format to PKCS12", () => {
    const jks = ["-destkeystore", file("old.jks"), "-deststoretype", "JKS"];
    const from = ["-srckeystore", certificates().trustStore, "-srcstorepass", storePassword];
    const args = ["-importkeystore", "-noprompt", ...from, ...jks, "-deststorepass", "changeit"];
    execFileSync("keytool", args, { stdio: "pipe" });
    secret({ "truststore.jks": readFileSync(file("old.jks")) });
    secret({ "jksPassword.txt": "jksPassword=changeit\n" }, "source-password");
    expect(madeFiles()).to.deep.equal(["jksPassword.txt", "truststore.p12"]);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
  });

  it("creates the same files when it runs again, and leaves none of the previous run", () => {
    const { server, ca } = certificates();
    secret({ "tls.crt": server.cert, "tls.key": server.key, "ca.crt": ca });
    expect(madeFiles()).to.deep.equal(all);
    expect(madeFiles()).to.deep.equal(all);
    expect(entries("truststore.p12")).to.deep.equal(["trustedCert"]);
    rmSync(file("source/tls.crt"));
    expect(madeFiles()).to.deep.equal(["jksPassword.txt", "truststore.p12"]);
  });

  const failures: [string, () => Record<string, string>, string][] = [
    [
      "a certificate without a key",
      () => ({ "tls.crt": certificates().server.cert }),
      "no privkey.pem or tls.key",
    ],
    ["an empty Secret", () => ({}), "neither stores nor PEM"],
    [
      "a CA file without a certificate",
      () => ({ "ca.crt": "hello\n" }),
      "ca.crt holds no certificate",
    ],
    [
      "a key of another certificate",
      () => ({ "tls.crt": certificates().server.cert, "tls.key": certificates().client.key }),
      "certificate",
    ],
    [
      "a password file without a password",
      () => ({ "ca.crt": certificates().ca, "jksPassword.txt": "secret\n" }),
      "jksPassword.txt has no line jksPassword=",
    ],
  ];
  for (const [what, files, reason] of failures) {
    it(`fails and says why, also to the kubelet, with ${what}`, () => {
      secret(files());
      const { code, output } = run();
      expect(code).to.equal(1);
      const message = readFileSync(file("termination"), "utf8");
      expect(message)
        .to.include(`certificate ${file("source")}: `)
        .and.include(reason);
      expect(output).to.include(message);
    });
  }
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { certificates } from "../../testkit/certificates";
import { cli } from "../../testkit/command/cli";
import { password, securedWorker, user } from "../../testkit/connect/secured-workers";

describe("credentials of the command", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-cli-"));
  const file = path.join(folder, "password");
  before(() => writeFileSync(file, `${password}\n`));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function status(args: readonly string[], env: Record<string, string> = {}) {
    const url = await securedWorker("basicAuth");
    const result = await cli(["status", "--url", url, ...args], { env });
    expect(result.text).to.not.include(password);
    return result;
  }

  it("come from the environment or from a file", async () => {
    const ca = ["--ca", certificates().caFile, "--user", user];
    const ways = [
      await status(ca, { PULUMI_KAFKA_CONNECT_PASSWORD: password }),
      await status([...ca, "--password-env", "OTHER"], { OTHER: password }),
      await status([...ca, "--password-file", file]),
    ];
    for (const { code, text } of ways) expect(code, text).to.equal(0);
  });

  it("make it exit with 3 when they are wrong, and with 2 when they are missing", async () => {
    const ca = ["--ca", certificates().caFile];
    const wrong = await status([...ca, "--user", user], {
      PULUMI_KAFKA_CONNECT_PASSWORD: "hunter2-that-is-wrong",
    });
    expect(wrong.code).to.equal(3);
    expect(wrong.text).to.match(/^pulumi-kafka-connect: .*answered 401.*check --user.*\n$/);
    expect(wrong.text).to.not.include("hunter2-that-is-wrong");

    const absent = await status([...ca, "--user", user]);
    expect(absent.code).to.equal(2);
    expect(absent.text).to.include("variable PULUMI_KAFKA_CONNECT_PASSWORD is not set");
    const unread = await status([...ca, "--user", user, "--password-file", "/nowhere/it"]);
    expect(unread.code).to.equal(2);
    expect(unread.text).to.include("cannot read the file /nowhere/it (ENOENT)");
  });

  it("need a trusted certificate: otherwise it exits with 3 and names --ca", async () => {
    const { code, text } = await status(["--user", user, "--password-file", file]);
    expect(code).to.equal(3);
    expect(text).to.match(/^pulumi-kafka-connect: .*--ca.*\n$/);
    const any = await status(["--user", user, "--password-file", file, "--insecure"]);
    expect(any.code, any.text).to.equal(0);
  });

  it("may be a client certificate", async () => {
    const { caFile, client } = certificates();
    const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
    writeFileSync(cert ?? "", client.cert);
    writeFileSync(key ?? "", client.key);
    const url = await securedWorker("clientCertificate");
    const options = ["status", "--url", url, "--ca", caFile];
    const known = await cli([...options, "--cert", cert ?? "", "--key", key ?? ""]);
    expect(known.code, known.text).to.equal(0);
    const unknown = await cli(options);
    expect(unknown.code).to.equal(3);
    expect(unknown.text).to.include("check --cert and --key");
  });
});

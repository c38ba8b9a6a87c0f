import { expect } from "chai";
import type { ConnectTlsArgs } from "../../index";
import { eachWithAccess } from "../../testkit/connectors/access";
import { certificates } from "../../testkit/certificates";
import { connectorsOn, securedWorker } from "../../testkit/connect/secured-workers";

describe("a worker that requires a client certificate", () => {
  const access = eachWithAccess();

  async function programWith(tls: ConnectTlsArgs) {
    const url = await securedWorker("clientCertificate");
    return access().program({ url, tls: { ca: certificates().ca, ...tls } });
  }

  async function isRefused(tls: ConnectTlsArgs, advice: string): Promise<void> {
    const run = await access().up(await programWith(tls));
    expect(run.ok).to.equal(false);
    expect(run.text).to.include(advice);
    expect(await access().state()).to.deep.equal([]);
  }

  const wanted =
    "The worker requires a client certificate that it trusts: check cluster.tls.cert and cluster.tls.key.";

  it("refuses a client without one, and says what to set", () => isRefused({}, wanted));

  it("refuses a client with one that it does not trust", async () => {
    const { cert, key } = certificates().expired;
    access().secrets.push(lineOf(key));
    await isRefused({ cert, key }, wanted);
  });

  it("is not called when the key belongs to another certificate", async () => {
    const { client, expired } = certificates();
    access().secrets.push(lineOf(expired.key));
    await isRefused(
      { cert: client.cert, key: expired.key },
      "The client's key does not belong to its certificate",
    );
  });

  it("accepts the right one from create to destroy, and its key is encrypted in the state", async () => {
    const { cert, key } = certificates().client;
    access().secrets.push(lineOf(key));
    expect(await wholeLife({ cert, key })).to.include(lineOf(key));
  });

  it("accepts one from files, and its key is nowhere in the state", async () => {
    const { cert, key } = certificates().client;
    access().foreign.push(lineOf(key), lineOf(cert));
    await wholeLife({
      cert: access().file("client.pem", cert),
      key: access().file("client.key", key),
    });
  });

  /** Returns the connector's state after its creation, decrypted. */
  async function wholeLife(tls: ConnectTlsArgs): Promise<string> {
    const created = await access().up(await programWith(tls));
    expect(created.ok, created.text).to.equal(true);
    expect(await connectorsOn("clientCertificate")).to.include(access().name);
    expect((await access().refresh()).ok).to.equal(true);
    const state = JSON.stringify(await access().state());
    expect((await access().destroy()).ok).to.equal(true);
    expect(await connectorsOn("clientCertificate")).to.not.include(access().name);
    return state;
  }
});

/** One line from the middle represents a PEM text, whose line breaks may be written in several ways. */
function lineOf(pem: string): string {
  const lines = pem.split("\n");
  return lines[lines.findIndex((line) => line.startsWith("-----BEGIN")) + 2] ?? pem;
}

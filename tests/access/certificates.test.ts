import { expect } from "chai";
import type { ConnectEndpointArgs, ConnectTlsArgs } from "../../index";
import { eachWithAccess } from "../../testkit/connectors/access";
import { certificates, type Identity, otherName } from "../../testkit/certificates";
import { sandbox } from "../../testkit/sandbox";
import { securedWorker } from "../../testkit/connect/secured-workers";

describe("a worker's certificate", () => {
  const access = eachWithAccess();

  type Endpoint = ConnectEndpointArgs & { url: string };

  const endpointWith = async (identity: Identity, tls?: ConnectTlsArgs): Promise<Endpoint> => {
    const { url } = await access().gate({ tls: identity });
    return { url, ...(tls === undefined ? {} : { tls }) };
  };

  async function works(endpoint: ConnectEndpointArgs): Promise<void> {
    const run = await access().up(access().program(endpoint));
    expect(run.ok, run.text).to.equal(true);
    expect(run.outputs).to.deep.equal({ state: "running", failedTasks: [] });
    expect((await access().destroy()).ok).to.equal(true);
  }

  async function isRefused(endpoint: Endpoint, reason: string, cure: string) {
    const program = access().program(endpoint);
    const previewed = await access().preview(program);
    expect(previewed.ok).to.equal(false);
    expect(previewed.text).to.include(`/config/validate: ${reason}`).and.to.include(cure);
    const deployed = await access().up(program);
    expect(deployed.ok).to.equal(false);
    expect(deployed.text).to.include(
      `create connector "${access().name}" on ${endpoint.url}: POST /connectors: ${reason}`,
    );
    expect(deployed.text).to.include(`\n${cure}`);
    expect(await access().state()).to.deep.equal([]);
  }

  const notTrusted =
    "The worker's certificate is not signed by a CA that is trusted: set cluster.tls.ca to the one that signed it.";

  it("is refused without its CA, with the advice to set it", async () => {
    const endpoint = await endpointWith(certificates().server);
    await isRefused(endpoint, "unable to verify the first certificate", notTrusted);
  });

  it("is refused with the wrong CA, with the advice to set the right one", async () => {
    const endpoint = await endpointWith(certificates().server, { ca: certificates().otherCa });
    await isRefused(endpoint, "unable to verify the first certificate", notTrusted);
  });

  it("is refused when it has expired, with the advice to renew it", async () => {
    const { expired } = certificates();
    await isRefused(
      await endpointWith(expired, { ca: expired.cert }),
      "certificate has expired",
      "The worker's certificate has expired: renew it.",
    );
  });

  it("is refused when it is for another name, and works with that as serverName", async () => {
    const { elsewhere, ca } = certificates();
    const endpoint = await endpointWith(elsewhere, { ca });
    await isRefused(
      endpoint,
      "Hostname/IP does not match certificate's altnames",
      "The worker's certificate is for another name: set cluster.tls.serverName to the one it is for.",
    );
    await works({ ...endpoint, tls: { ca, serverName: otherName } });
  });

  it("is still refused when serverName does not match it", async () => {
    const { elsewhere, ca } = certificates();
    const endpoint = await endpointWith(elsewhere, { ca, serverName: "else.internal" });
    const run = await access().up(access().program(endpoint));
    expect(run.ok).to.equal(false);
    expect(run.text).to.include("Host: else.internal. is not in the cert's altnames");
  });

  it("is not checked with insecureSkipVerify", async () => {
    await works(await endpointWith(certificates().expired, { insecureSkipVerify: true }));
  });

  it("leads to the advice to use https when the url says http and the port speaks TLS", async () => {
    const url = (await securedWorker("basicAuth")).replace("https:", "http:");
    await isRefused(
      { url },
      "Parse Error: Expected HTTP/",
      "The worker does not speak plain HTTP there: does cluster.url have to begin with https?",
    );
  });

  it("leads to the advice to use http when the url says https and the port speaks plain HTTP", async () => {
    const url = (await sandbox()).workerUrl.replace("http:", "https:");
    await isRefused(
      { url },
      "",
      "The worker does not speak TLS there: does cluster.url have to begin with http:?",
    );
  });
});

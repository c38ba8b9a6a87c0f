import { expect } from "chai";
import type { ConnectEndpointArgs } from "../../index";
import { eachWithAccess } from "../../testkit/connectors/access";
import { certificates } from "../../testkit/certificates";
import { connectorsOn, password, securedWorker, user } from "../../testkit/connect/secured-workers";

describe("a worker with TLS and basic authentication", () => {
  const access = eachWithAccess();

  async function wholeLife(cluster: Omit<ConnectEndpointArgs, "url">): Promise<void> {
    const endpoint = { url: await securedWorker("basicAuth"), ...cluster };
    const created = await access().up(access().program(endpoint));
    expect(created.ok, created.text).to.equal(true);
    expect(created.outputs).to.deep.equal({ state: "running", failedTasks: [] });
    expect(await connectorsOn("basicAuth")).to.include(access().name);

    const changed = access().program(endpoint, { "batch.size": 100 });
    const previewed = await access().preview(changed);
    expect(previewed.ok, previewed.text).to.equal(true);
    expect(previewed.diffs).to.deep.equal({ source: ['config["batch.size"]'] });
    expect((await access().up(changed)).changes).to.include({ update: 1 });
    const refreshed = await access().refresh();
    expect(refreshed.ok, refreshed.text).to.equal(true);
    const destroyed = await access().destroy();
    expect(destroyed.ok, destroyed.text).to.equal(true);
    expect(await connectorsOn("basicAuth")).to.not.include(access().name);
  }

  it("is used from create to destroy with the CA and the password as values", async () => {
    access().secrets.push(password, `${user}:${password}`);
    await wholeLife({
      tls: { ca: certificates().ca },
      basicAuth: { username: user, password },
    });
  });

  it("is used with the CA and the password from files, and the state holds neither", async () => {
    access().foreign.push(password, `${user}:${password}`, bodyOf(certificates().ca));
    await wholeLife({
      tls: { ca: { file: certificates().caFile } },
      basicAuth: { username: user, password: access().file("password", `${password}\n`) },
    });
  });

  it("is used with everything from the environment, and the state holds none of it", async () => {
    access().foreign.push(password, `${user}:${password}`, bodyOf(certificates().ca));
    access().environment({
      ACCESS_CA: certificates().ca,
      ACCESS_USER: user,
      ACCESS_PASSWORD: password,
    });
    await wholeLife({
      tls: { ca: { env: "ACCESS_CA" } },
      basicAuth: { username: { env: "ACCESS_USER" }, password: { env: "ACCESS_PASSWORD" } },
    });
  });

  it("refuses a wrong password in the preview and in the deployment, and both say what to do", async () => {
    const wrong = "hunter2-that-is-wrong";
    access().secrets.push(wrong, `${user}:${wrong}`);
    const endpoint = {
      url: await securedWorker("basicAuth"),
      tls: { ca: certificates().ca },
      basicAuth: { username: user, password: wrong },
    };
    const program = access().program(endpoint);

    const previewed = await access().preview(program);
    expect(previewed.ok).to.equal(false);
    expect(previewed.text).to.match(
      /'source' has a problem: validate the config on https:.* answered 401: User cannot access/,
    );
    expect(previewed.text).to.include("The credentials are not accepted: check cluster.basicAuth");

    const deployed = await access().up(program);
    expect(deployed.ok).to.equal(false);
    expect(deployed.text).to.include(
      `create connector "${access().name}" on ${endpoint.url}: ` +
        "POST /connectors answered 401: User cannot access the resource.\n" +
        "The credentials are not accepted: check cluster.basicAuth",
    );
    expect(await access().state()).to.deep.equal([]);
    expect(await connectorsOn("basicAuth")).to.not.include(access().name);
  });

  it("keeps the connector in the state when the password becomes wrong, and writes nothing once it is right again", async () => {
    const wrong = "hunter2-that-is-wrong";
    access().secrets.push(password, wrong, `${user}:${password}`, `${user}:${wrong}`);
    const { ca } = certificates();
    const gate = await access().gate({ target: { url: await securedWorker("basicAuth"), ca } });
    const programWith = (word: string) =>
      access().program({ url: gate.url, basicAuth: { username: user, password: word } });
    expect((await access().up(programWith(password))).ok).to.equal(true);
    gate.writes.length = 0;

    const failed = await access().up(programWith(wrong));
    expect(failed.ok).to.equal(false);
    expect(failed.text).to.match(/update connector .*answered 401/);
    const [kept] = await access().state();
    expect(kept?.id).to.equal(access().name);
    expect(JSON.stringify(kept)).to.include(password).and.not.include(wrong);

    const again = await access().up(programWith(password));
    expect(again.ok, again.text).to.equal(true);
    expect(again.changes).to.deep.equal({ same: 2 });
    expect(gate.writes).to.deep.equal([]);
    expect(await connectorsOn("basicAuth")).to.include(access().name);
  });
});

/** One line represents a PEM text, whose line breaks may be written in several ways. */
function bodyOf(pem: string): string {
  return pem.split("\n")[1] ?? pem;
}

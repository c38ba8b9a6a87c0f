import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { eachWithAccess } from "../../testkit/connectors/access";
import type { Gate } from "../../testkit/connect/gate";

describe("credentials that change", () => {
  const access = eachWithAccess();
  const first = "hunter2-of-before";
  const second = "hunter3-of-now";

  function admitOnly(gate: Gate, password: string): void {
    const login = Buffer.from(`app:${password}`).toString("base64");
    gate.admits = ({ authorization }) => authorization === `Basic ${login}`;
    gate.calls = 0;
    gate.writes.length = 0;
  }

  it("in a file need no deployment: the preview shows no change, and the next call uses them", async () => {
    access().foreign.push(first, second, `app:${first}`, `app:${second}`);
    const gate = await access().gate();
    const password = access().file("password", first);
    const program = access().program({ url: gate.url, basicAuth: { username: "app", password } });
    admitOnly(gate, first);
    expect((await access().up(program)).ok).to.equal(true);

    writeFileSync(password.file, second);
    admitOnly(gate, second);
    expect((await access().preview(program)).changes).to.deep.equal({ same: 2 });
    expect((await access().up(program)).changes).to.deep.equal({ same: 2 });
    const refreshed = await access().refresh();
    expect(refreshed.ok, refreshed.text).to.equal(true);
    expect(gate.calls).to.be.greaterThan(0);
    expect(gate.writes).to.deep.equal([]);
  });

  it("in the program are updated in the state, without a write to Connect", async () => {
    access().secrets.push(first, second, `app:${first}`, `app:${second}`);
    const gate = await access().gate();
    const programWith = (password: string) =>
      access().program({ url: gate.url, basicAuth: { username: "app", password } });
    admitOnly(gate, first);
    expect((await access().up(programWith(first))).ok).to.equal(true);

    admitOnly(gate, second);
    const previewed = await access().preview(programWith(second));
    expect(previewed.diffs).to.deep.equal({ source: ["cluster.basicAuth.password"] });
    const updated = await access().up(programWith(second));
    expect(updated.ok, updated.text).to.equal(true);
    expect(updated.changes).to.deep.equal({ same: 1, update: 1 });
    expect(gate.writes).to.deep.equal([]);
    expect(JSON.stringify(await access().state()))
      .to.include(second)
      .and.not.include(first);
    expect((await access().destroy()).ok).to.equal(true);
    expect(gate.writes).to.deep.equal([`DELETE /connectors/${access().name}`]);
  });

  it("in the program become a reference, and leave the state", async () => {
    access().secrets.push(first, `app:${first}`);
    const gate = await access().gate();
    admitOnly(gate, first);
    const programWith = (password: string | { file: string }) =>
      access().program({ url: gate.url, basicAuth: { username: "app", password } });
    expect((await access().up(programWith(first))).ok).to.equal(true);
    access().foreign.push(first, `app:${first}`);
    gate.writes.length = 0;
    const moved = await access().up(programWith(access().file("password", first)));
    expect(moved.ok, moved.text).to.equal(true);
    expect(moved.changes).to.deep.equal({ same: 1, update: 1 });
    expect(gate.writes).to.deep.equal([]);
  });

  it("in an environment variable that is not set make the preview warn and up fail, and both name it", async () => {
    const gate = await access().gate();
    const program = access().program({
      url: gate.url,
      basicAuth: { username: "app", password: { env: "ACCESS_NOT_SET" } },
    });
    const reason =
      "cluster.basicAuth.password: the environment variable ACCESS_NOT_SET is not set where Pulumi runs";
    const previewed = await access().preview(program);
    expect(previewed.ok, previewed.text).to.equal(true);
    expect(previewed.changes).to.deep.equal({ create: 2 });
    expect(previewed.text).to.include(`warning: Kafka Connect: ${reason}`);

    const deployed = await access().up(program);
    expect(deployed.ok).to.equal(false);
    expect(deployed.text).to.include(`create connector "${access().name}": ${reason}`);
    expect(gate.calls).to.equal(0);
    expect(await access().state()).to.deep.equal([]);
  });

  it("in a missing file make up fail with the property and the file", async () => {
    const gate = await access().gate();
    const file = `${access().folder}/nowhere`;
    const run = await access().up(access().program({ url: gate.url, bearerToken: { file } }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.include(`cluster.bearerToken: cannot read the file ${file} (ENOENT)`);
  });
});

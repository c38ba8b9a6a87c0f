import { expect } from "chai";
import type { ConnectEndpointArgs } from "../../index";
import { eachWithAccess } from "../../testkit/connectors/access";
import type { Gate } from "../../testkit/connect/gate";

describe("a gateway in front of Connect", () => {
  const access = eachWithAccess();
  const token = "hunter2-token-of-the-gateway";
  const tenant = "hunter3-tenant-of-the-gateway";

  async function gateThatWants(wanted: Record<string, string>): Promise<Gate> {
    const gate = await access().gate();
    gate.admits = (headers) =>
      Object.entries(wanted).every(([name, text]) => headers[name] === text);
    return gate;
  }

  async function worksWith(endpoint: ConnectEndpointArgs): Promise<void> {
    const created = await access().up(access().program(endpoint));
    expect(created.ok, created.text).to.equal(true);
    expect(created.outputs).to.deep.equal({ state: "running", failedTasks: [] });
    expect((await access().refresh()).ok).to.equal(true);
    expect((await access().destroy()).ok).to.equal(true);
  }

  it("gets the bearer token with every call", async () => {
    access().secrets.push(token);
    const gate = await gateThatWants({ authorization: `Bearer ${token}` });
    await worksWith({ url: gate.url, bearerToken: token });
  });

  it("gets the custom headers with every call, in addition to the user and the password", async () => {
    access().secrets.push(tenant, "hunter4-of-the-gateway", "app:hunter4-of-the-gateway");
    const login = Buffer.from("app:hunter4-of-the-gateway").toString("base64");
    const gate = await gateThatWants({ authorization: `Basic ${login}`, "x-tenant": tenant });
    await worksWith({
      url: gate.url,
      headers: { "X-Tenant": tenant },
      basicAuth: { username: "app", password: "hunter4-of-the-gateway" },
    });
  });

  it("gets a token and a header from the environment and a file, and the state holds neither", async () => {
    access().foreign.push(token, tenant);
    access().environment({ ACCESS_TOKEN: token });
    const gate = await gateThatWants({ authorization: `Bearer ${token}`, "x-tenant": tenant });
    await worksWith({
      url: gate.url,
      bearerToken: { env: "ACCESS_TOKEN" },
      headers: { "X-Tenant": access().file("tenant", tenant) },
    });
  });

  it("gets the new token after its file was rotated in the middle of a run", async () => {
    const rotated = "hunter6-token-after-the-rotation";
    access().foreign.push(token, rotated);
    const bearerToken = access().file("rotating", token);
    const gate = await access().gate();
    let valid = token;
    let calls = 0;
    gate.admits = ({ authorization }) => {
      if (++calls === 3) {
        access().file("rotating", rotated);
        valid = rotated;
      }
      return authorization === `Bearer ${valid}`;
    };
    await worksWith({ url: gate.url, bearerToken });
    expect(valid).to.equal(rotated);
  });

  it("makes preview and deployment fail when it rejects a token, and both name what to check", async () => {
    access().secrets.push("hunter5-that-is-wrong");
    const gate = await gateThatWants({ authorization: `Bearer ${token}` });
    const program = access().program({ url: gate.url, bearerToken: "hunter5-that-is-wrong" });
    for (const run of [await access().preview(program), await access().up(program)]) {
      expect(run.ok).to.equal(false);
      expect(run.text).to.match(
        /(PUT|POST) \/connector\S* answered 401: the answer comes from a gateway/,
      );
      expect(run.text).to.include(
        "check cluster.basicAuth, cluster.bearerToken or cluster.headers",
      );
    }
    expect(gate.calls).to.be.greaterThan(0);
    expect(await access().state()).to.deep.equal([]);
  });

  it("is not called with a token and a password at the same time", async () => {
    access().secrets.push(token, "hunter4-of-the-gateway");
    const gate = await access().gate();
    const run = await access().preview(
      access().program({
        url: gate.url,
        bearerToken: token,
        basicAuth: { username: "app", password: "hunter4-of-the-gateway" },
      }),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.include("cannot be combined with cluster.basicAuth");
    expect(gate.calls).to.equal(0);
  });
});

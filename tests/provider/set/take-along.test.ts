import { expect } from "chai";
import { connectorSet } from "../../../provider/set/lifecycle";
import { connectorNames } from "../../../provider/set/names-lifecycle";
import { StubServer } from "../../../testkit/connect/stub-server";
import { type StoredSet, useSet } from "../../../testkit/connectors/set-lifecycle";

const SOURCE = { class: "org.example.Source", config: { topic: "orders" } };
const IGNORING = { ...SOURCE, ignoreKeys: ["team.*"] };

describe("keys that ignoreKeys leaves to others, when their set is replaced", () => {
  const { use, newRun, checked, up, byOthers } = useSet();
  let second: StubServer;
  beforeEach(async () => (second = await StubServer.start({ tasks: 1, worker: "other:8083" })));
  afterEach(() => second.close());

  /** A set whose connectors have keys of others, in a new run. */
  async function created(members: Readonly<Record<string, object>>): Promise<StoredSet> {
    const state: StoredSet = {};
    await up(state, members);
    for (const name of Object.keys(members)) {
      const more = { "team.size": `of ${name}`, "other.size": "1" };
      await byOthers("PUT", `/connectors/${name}/config`, {
        ...(await configOn(use.stub, name)),
        ...more,
      });
    }
    newRun();
    return state;
  }

  async function configOn(stub: StubServer, name: string): Promise<Record<string, string>> {
    const answer = await fetch(`${stub.url}/connectors/${name}`);
    return ((await answer.json()) as { config: Record<string, string> }).config;
  }

  async function expectTaken(stub: StubServer): Promise<void> {
    for (const name of ["a", "b"]) {
      const config = await configOn(stub, name);
      expect(config).to.include({ "team.size": `of ${name}`, topic: "orders" });
      expect(config).to.not.have.property("other.size");
    }
    expect(await configOn(stub, "plain")).to.not.have.property("team.size");
  }

  const members = { a: IGNORING, b: IGNORING, plain: SOURCE };

  it("are copied to another cluster, each to its own connector", async () => {
    const state = await created(members);
    const moved = { cluster: { url: second.url } };
    const names = Object.keys(members);
    await connectorNames.update("", state.names as never, { ...moved, names });
    const inputs = await checked(state, members, moved);
    const { replaces } = await connectorSet.diff("", state.outs as never, inputs);
    expect(replaces).to.deep.equal(["cluster"]);
    await connectorSet.create(inputs);
    await connectorSet.delete("", state.outs as never);
    await expectTaken(second);
  });

  it("are copied in a forced replacement on the same cluster", async () => {
    const state = await created(members);
    const inputs = await checked(state, members, { allowDelete: true });
    await connectorSet.diff("", state.outs as never, inputs);
    await connectorSet.delete("", state.outs as never);
    await connectorSet.create(inputs);
    await expectTaken(use.stub);
  });
});

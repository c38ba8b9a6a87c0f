import { expect } from "chai";
import * as connector from "../../../provider/connector/lifecycle";
import { withDefaults, type StoredInputs } from "../../../provider/connector/stored-inputs";
import { connectorSet } from "../../../provider/set/lifecycle";
import { connectorNames } from "../../../provider/set/names-lifecycle";
import { StubServer } from "../../../testkit/connect/stub-server";
import { PROVIDER_TEXT, type StoredSet, useSet } from "../../../testkit/connectors/set-lifecycle";
import { thrownBy } from "../../../testkit/thrown";

const SOURCE = { class: "org.example.Source" };
const config = (value: string) => ({ ...SOURCE, config: { key: value } });

describe("the lifecycle of a set", () => {
  const { use, newRun, checked, up, onCluster, byOthers } = useSet();

  it("stores the connectors as they are, and the provider's text", async () => {
    const state: StoredSet = {};
    expect(await up(state, { a: config("1"), b: SOURCE })).to.equal(undefined);
    expect(state.outs?.connectors).to.deep.equal({
      a: { ...config("1"), state: "running", type: "source", tasks: 1 },
      b: { ...SOURCE, config: {}, state: "running", type: "source", tasks: 1 },
    });
    expect(state.outs).to.deep.include({ workers: ["stub:8083"], clusterId: use.stub.url });
    expect(state.outs).to.include({ __provider: PROVIDER_TEXT });
  });

  it("returns the same inputs when they are checked again, so no change appears", async () => {
    const state: StoredSet = {};
    await up(state, { a: config("1"), b: { ...SOURCE, state: "paused" } });
    expect(
      await checked(state, { a: config("1"), b: { ...SOURCE, state: "paused" } }),
    ).to.deep.equal(state.inputs);
  });

  it("warns of another set or a resource that declares one of its connectors with the same arguments", async () => {
    const state: StoredSet = {};
    await up(state, { a: config("1"), b: config("1") });
    const ofProgram = () => use.log.log.lines.join("\n");
    for (const second of [
      () => checked({}, { b: config("1"), c: SOURCE }),
      () => connector.check({}, { cluster: { url: use.stub.url }, name: "b", ...config("1") }),
    ]) {
      newRun();
      use.log.log.lines.length = 0;
      await checked(state, { a: config("1"), b: config("1") });
      expect(ofProgram()).to.not.contain("two resources");
      await second();
      expect(ofProgram()).to.contain('two resources of this program declare the connector "b"');
    }
  });

  it("does not adopt a connector that another set of the program has", async () => {
    const first: StoredSet = {};
    const second: StoredSet = {};
    await up(first, { a: config("1"), b: config("1") });
    newRun();
    await up(first, { a: config("1"), b: config("1") });
    const error = await up(second, { b: config("1"), c: SOURCE });
    expect(error?.reasons?.join()).to.contain('connector "b" already exists');
    expect(Object.keys(second.outs?.connectors ?? {})).to.deep.equal(["c"]);
  });

  it("is one resource if the engine checks it a second time, as it does in a replacement", async () => {
    const state: StoredSet = {};
    await up(state, { a: config("1"), b: config("1") });
    newRun();
    for (const known of [state, {}]) await checked(known, { a: config("1"), b: config("1") });
    expect(use.log.log.lines.join("\n")).to.not.contain("two resources");
  });

  it("touches only what changes", async () => {
    const state: StoredSet = {};
    await up(state, { a: config("1"), b: config("1") });
    await byOthers("PUT", "/connectors/a/config", { name: "a", changed: "by others" });
    expect(await up(state, { a: config("1"), b: config("2"), c: SOURCE })).to.equal(undefined);
    const answer = await fetch(`${use.stub.url}/connectors/a`);
    expect(((await answer.json()) as { config: object }).config).to.have.property("changed");
    expect(await onCluster()).to.deep.equal(["a", "b", "c"]);
  });

  it("stores the real state if a connector is refused, and creates it in the next run", async () => {
    await byOthers("POST", "/connectors", { name: "b", config: { "connector.class": "Other" } });
    const state: StoredSet = {};
    const error = await up(state, { a: SOURCE, b: SOURCE });
    expect(error?.reasons?.join()).to.contain('connector "b" already exists');
    expect(Object.keys(state.outs?.connectors ?? {})).to.deep.equal(["a"]);
    await byOthers("DELETE", "/connectors/b");
    newRun();
    expect(await up(state, { a: SOURCE, b: SOURCE })).to.equal(undefined);
    expect(Object.keys(state.outs?.connectors ?? {}).sort()).to.deep.equal(["a", "b"]);
  });

  it("stores nothing if no connector was created", async () => {
    await byOthers("POST", "/connectors", { name: "a", config: { "connector.class": "Other" } });
    const state: StoredSet = {};
    const error = await up(state, { a: SOURCE });
    expect(error?.message).to.contain('connector "a" already exists');
    expect(state.outs).to.equal(undefined);
  });

  describe("that moves to another cluster with deleteBeforeReplace", () => {
    let second: StubServer;
    beforeEach(async () => (second = await StubServer.start({ tasks: 1, worker: "other:8083" })));
    afterEach(() => second.close());

    /** The engine's calls up to the delete, when the other cluster has an equal connector. */
    async function deleted(existed: boolean): Promise<void> {
      const state: StoredSet = {};
      await up(state, { a: SOURCE });
      newRun();
      const create = async () => {
        const config = { name: "a", "connector.class": SOURCE.class, "tasks.max": "1" };
        const body = JSON.stringify({ name: "a", config });
        await fetch(`${second.url}/connectors`, { method: "POST", body });
      };
      if (existed) await create();
      const moved = { cluster: { url: second.url } };
      await connectorNames.update("", state.names as never, { ...moved, names: ["a"] });
      if (!existed) await create();
      await connectorSet.diff("", state.outs as never, await checked(state, { a: SOURCE }, moved));
      await connectorSet.delete("", state.outs as never);
    }

    it("is deleted if an interrupted run has already created its connector there", async () => {
      await deleted(false);
      expect(await onCluster()).to.deep.equal([]);
    });

    it("is kept if another set of the program has an equal connector there", async () => {
      const moved = { cluster: { url: second.url } };
      const named = { ...moved, names: ["a"] };
      const { outs: names } = await connectorNames.create(named);
      const inputs = await checked({}, { a: SOURCE }, moved);
      await connectorSet.create(inputs);
      const state: StoredSet = {};
      await up(state, { a: SOURCE });
      newRun();
      await connectorNames.diff("", names as never, named);
      await checked({ inputs }, { a: SOURCE }, moved);
      await connectorNames.update("", state.names as never, named);
      await connectorSet.diff("", state.outs as never, await checked(state, { a: SOURCE }, moved));
      const error = await thrownBy(() => connectorSet.delete("", state.outs as never));
      expect(error.message).to.contain("already has a connector");
      expect(await onCluster()).to.deep.equal(["a"]);
    });

    it("is kept if another owner's equal connector is there", async () => {
      expect((await thrownBy(() => deleted(true))).message).to.contain("already has a connector");
      expect(await onCluster()).to.deep.equal(["a"]);
    });
  });

  describe("after a killed run", () => {
    it("adopts what that run created", async () => {
      const state: StoredSet = {};
      await up(state, { a: config("1"), b: config("1") }, { killed: true });
      newRun();
      expect(await onCluster()).to.deep.equal(["a", "b"]);
      await connectorNamesOf(state);
      expect(await up(state, { a: config("1"), b: config("1"), c: SOURCE })).to.equal(undefined);
      expect(Object.keys(state.outs?.connectors ?? {}).sort()).to.deep.equal(["a", "b", "c"]);
    });

    it("adopts what that run added in an update", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE });
      newRun();
      await up(state, { a: SOURCE, b: SOURCE }, { killed: true });
      newRun();
      expect(await up(state, { a: SOURCE, b: SOURCE })).to.equal(undefined);
    });

    it("refuses an equal connector that was there before the first run", async () => {
      const wire = { name: "a", "connector.class": SOURCE.class, "tasks.max": "1" };
      await byOthers("POST", "/connectors", { name: "a", config: wire });
      const state: StoredSet = {};
      const first = await up(state, { a: SOURCE });
      expect(first?.message).to.contain("already exists");
      newRun();
      expect((await up(state, { a: SOURCE }))?.message).to.contain("already exists");
    });

    it("refuses an equal connector that another created after a run that ended without it", async () => {
      const wire = { name: "b", "connector.class": SOURCE.class, "tasks.max": "1" };
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE });
      await byOthers("DELETE", "/connectors/b");
      const { inputs, props } = (await connectorSet.read("", state.outs as never)) as {
        inputs: never;
        props: never;
      };
      Object.assign(state, { inputs, outs: props });
      await byOthers("POST", "/connectors", { name: "b", config: wire });
      newRun();
      const error = await up(state, { a: SOURCE, b: SOURCE });
      expect(error?.reasons?.join()).to.contain('connector "b" already exists');
      newRun();
      // Not only at the first try.
      expect((await up(state, { a: SOURCE, b: SOURCE }))?.reasons?.join()).to.contain("exists");
    });

    it("refuses a connector that differs from the program", async () => {
      const state: StoredSet = {};
      await up(state, { a: config("1") }, { killed: true });
      newRun();
      expect((await up(state, { a: config("2") }))?.message).to.contain("already exists");
    });

    it("adopts what it created although another connector has been removed from the program since", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE }, { killed: true });
      newRun();
      expect(await up(state, { a: SOURCE })).to.equal(undefined);
      expect(await onCluster()).to.include("a");
    });
  });

  describe("when a connector is removed from the program", () => {
    it("deletes it only once the rest is done", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE });
      newRun();
      expect(await up(state, { a: SOURCE })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a"]);
    });

    it("deletes it in the next run if this one was killed after its update", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE });
      newRun();
      const kept = { ...state };
      await up(kept, { a: SOURCE });
      // As the engine stores it before it deletes what was replaced.
      Object.assign(state, kept, { replaced: state.names });
      await byOthers("POST", "/connectors", { name: "b", config: {} });
      newRun();
      await connectorSet.diff("", state.outs as never, state.inputs as never);
      expect(await up(state, { a: SOURCE })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a"]);
    });

    it("leaves it to a Connector resource that adopts it in the same run", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: config("1") });
      newRun();
      const alone = { ...config("1"), cluster: { url: use.stub.url }, name: "b", adopt: true };
      const { inputs } = await connector.check({}, alone);
      const adopting = connector.create(withDefaults(inputs as StoredInputs));
      await Promise.all([adopting, up(state, { a: SOURCE })]);
      expect(await onCluster()).to.deep.equal(["a", "b"]);
    });

    it("does not delete one that another has created since", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE, c: SOURCE });
      newRun();
      await up(state, { a: SOURCE, c: SOURCE });
      await byOthers("POST", "/connectors", { name: "b", config: {} });
      newRun();
      await up(state, { a: SOURCE });
      expect(await onCluster()).to.deep.equal(["a", "b"]);
      newRun();
      await connectorSet.delete("", state.outs as never);
      expect(await onCluster()).to.deep.equal(["b"]);
    });

    it("deletes it although the cluster gets an id in the same run", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE });
      newRun();
      const cluster = { url: use.stub.url, id: "production" };
      expect(await up(state, { a: SOURCE }, { cluster })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a"]);
    });

    it("keeps it after a run that failed before the delete, and can delete it later", async () => {
      await byOthers("POST", "/connectors", { name: "x", config: { "connector.class": "Other" } });
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: config("1") });
      newRun();
      expect(await up(state, { a: SOURCE, x: SOURCE })).to.be.an("error");
      newRun();
      expect(await up(state, { a: SOURCE, b: config("1") })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a", "b", "x"]);
      newRun();
      expect(await up(state, { a: SOURCE })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a", "x"]);
    });

    it("recreates it if the program declares it again", async () => {
      const state: StoredSet = {};
      await up(state, { a: SOURCE, b: SOURCE });
      newRun();
      await up(state, { a: SOURCE });
      newRun();
      expect(await up(state, { a: SOURCE, b: SOURCE })).to.equal(undefined);
      expect(await onCluster()).to.deep.equal(["a", "b"]);
    });
  });

  it("recognizes the same cluster at another url although its first connector is gone", async () => {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: config("1") });
    await byOthers("DELETE", "/connectors/a");
    newRun();
    const cluster = { url: use.stub.url.replace("127.0.0.1", "localhost") };
    const news = await checked(state, { a: SOURCE, b: config("1") }, { cluster });
    expect((await connectorSet.diff("", state.outs as never, news)).replaces).to.deep.equal([]);
  });

  it("deletes nothing before its replacement when its new cluster does not answer", async () => {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: SOURCE });
    newRun();
    const cluster = { url: "http://127.0.0.1:1" };
    const news = await checked(state, { a: SOURCE, b: SOURCE }, { cluster });
    const { replaces } = await connectorSet.diff("", state.outs as never, news);
    expect(replaces).to.deep.equal(["cluster"]);
    const error = await thrownBy(() => connectorSet.delete("", state.outs as never));
    expect(error.message).to.contain("Nothing was deleted");
    expect(await onCluster()).to.deep.equal(["a", "b"]);
  });

  it("leaves a connector marked as unfinished, and no other, when it is read", async () => {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: SOURCE });
    const outs = structuredClone(state.outs) as unknown as { connectors: Record<string, object> };
    Object.assign(outs.connectors["a"] ?? {}, { unfinished: true });
    newRun();
    const { props } = (await connectorSet.read("id", outs as never)) as { props: typeof outs };
    expect(props.connectors["a"]).to.include({ unfinished: true });
    expect(props.connectors["b"]).to.not.have.property("unfinished");
  });

  it("reads the drift of each connector, and keeps the set even if all are gone", async () => {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: SOURCE, c: config("1") });
    await byOthers("PUT", "/connectors/a/pause");
    await byOthers("DELETE", "/connectors/b");
    newRun();
    const read = (await connectorSet.read("id", state.outs as never)) as {
      inputs: { connectors: object };
    };
    expect(read.inputs.connectors).to.deep.equal({
      a: { ...SOURCE, config: {}, state: "paused" },
      c: { ...config("1"), state: "running" },
    });
    for (const name of ["a", "c"]) await byOthers("DELETE", `/connectors/${name}`);
    const sameRead = (): Promise<unknown> => connectorSet.read("id", state.outs as never);
    newRun();
    use.clock.advance(60_000); // The previous list is too old.
    expect(await sameRead())
      .to.deep.include({ id: "id" })
      .and.to.have.nested.property("inputs.connectors");
    expect(((await sameRead()) as typeof read).inputs.connectors).to.deep.equal({});
  });

  it("deletes its own connectors in the process that created them", async () => {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: SOURCE });
    await connectorSet.delete("", state.outs as never);
    expect(await onCluster()).to.deep.equal([]);
  });
});

/** What the state has of the names is all that a killed run has left. */
async function connectorNamesOf(state: StoredSet): Promise<void> {
  expect(state.outs).to.equal(undefined);
  expect(state.names?.taken).to.deep.equal([]);
  await Promise.resolve();
}

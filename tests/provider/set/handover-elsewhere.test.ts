import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { setEngineAddress } from "../../../provider/core/engine-address";
import type { Known } from "../../../provider/connector/other-processes";
import { Peers } from "../../../provider/core/peers";
import type { HandedOver } from "../../../provider/set/handover-elsewhere";
import { type StoredSet, useSet } from "../../../testkit/connectors/set-lifecycle";
import { thrownBy } from "../../../testkit/thrown";

const SOURCE = { class: "org.example.Source" };

describe("a set whose names another provider process manages", () => {
  const { use, newRun, names, up, finish, onCluster, byOthers } = useSet();
  let asked: unknown[];

  beforeEach(() => (asked = []));
  afterEach(() => setEngineAddress(undefined));

  async function otherAnswers(answer: Partial<HandedOver> | Error): Promise<void> {
    const run = randomUUID();
    setEngineAddress(run);
    await new Peers(run).join((question) => {
      asked.push(question);
      if (answer instanceof Error) throw answer;
      // Also before each delete, about the connector.
      const known: Known = { claims: [], creates: false, deletes: false };
      return { ...known, free: [], leaving: {}, ...answer };
    });
  }

  /** This process only deletes the replaced names of a set that has given up `b`. */
  async function replacedNames(): Promise<StoredSet> {
    const state: StoredSet = {};
    await up(state, { a: SOURCE, b: SOURCE });
    newRun();
    await names(state, ["a"]);
    return state;
  }

  it("deletes the connectors that the set has released there, and keeps the others", async () => {
    const state = await replacedNames();
    await otherAnswers({ leaving: { b: {} } });
    await finish(state);
    expect(await onCluster()).to.deep.equal(["a"]);
    expect(asked[0]).to.deep.equal({
      of: "set",
      cluster: { url: use.stub.url },
      names: ["a", "b"],
    });
  });

  it("deletes nothing if no process knows that the set has released it", async () => {
    const state = await replacedNames();
    await otherAnswers({});
    await finish(state);
    expect(await onCluster()).to.deep.equal(["a", "b"]);
  });

  it("fails if that process does not answer, so that the next run deletes them", async () => {
    const state = await replacedNames();
    await otherAnswers(new Error("it cannot answer"));
    const { message } = await thrownBy(() => finish(state));
    expect(message).to.contain("may know which connectors the set has given up. Run the command");
    expect(await onCluster()).to.deep.equal(["a", "b"]);
  });

  it("treats a connector as its own if the name was free there", async () => {
    await byOthers("POST", "/connectors", {
      name: "a",
      config: { "connector.class": SOURCE.class, "tasks.max": "1" },
    });
    await otherAnswers({ free: ["a"] });
    const state: StoredSet = {};
    expect(await up(state, { a: SOURCE })).to.equal(undefined);
    expect(Object.keys(state.outs?.connectors ?? {})).to.deep.equal(["a"]);
  });
});

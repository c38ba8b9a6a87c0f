import { thisRun } from "../../provider/connector/this-run";
import { handover } from "../../provider/set/handover";
import type { SetInputs } from "../../provider/set/inputs";
import { connectorSet } from "../../provider/set/lifecycle";
import { connectorNames } from "../../provider/set/names-lifecycle";
import type { SetOutputs } from "../../provider/set/outputs";
import { useFakeSystemClock } from "../fake-clock";
import { useFakeProcessLog } from "../fake-log";
import { StubServer } from "../connect/stub-server";

type Raw = Readonly<Record<string, unknown>>;
type Thrown = Error & { properties?: SetOutputs; reasons?: string[] };

interface NamesOutputs {
  readonly cluster: SetInputs["cluster"];
  readonly names: string[];
  readonly taken: string[];
}

/** The engine's state of a set and its names. */
export interface StoredSet {
  inputs?: SetInputs;
  outs?: SetOutputs;
  names?: NamesOutputs;
  /** Replaced names that are not deleted yet. */
  replaced?: NamesOutputs;
}

export const PROVIDER_TEXT = "the provider's text";

/** Runs the provider like the engine, against a stub of Connect. */
export function useSet() {
  const process_ = useFakeProcessLog();
  const time = useFakeSystemClock();
  const use = {
    stub: undefined as unknown as StubServer,
    log: process_,
    get clock() {
      return time.clock;
    },
  };
  beforeEach(async () => {
    use.stub = await StubServer.start({ tasks: 1 });
    newRun();
  });
  afterEach(() => use.stub.close());

  /** Each run has its own process. */
  function newRun(): void {
    thisRun.end();
    handover.end();
  }

  async function checked(state: StoredSet, connectors: unknown, more: Raw = {}) {
    const cluster = { url: use.stub.url };
    const raw = { cluster, connectors, ...more, __provider: PROVIDER_TEXT };
    const { inputs, failures } = await connectorSet.check(state.inputs ?? {}, raw);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return { ...inputs, __provider: PROVIDER_TEXT } as unknown as SetInputs;
  }

  /** Runs up to the set's own create or update, which `killed` leaves out of the state. */
  async function up(
    state: StoredSet,
    connectors: Raw,
    { killed = false, ...more }: Raw & { killed?: boolean } = {},
  ): Promise<Thrown | undefined> {
    await names(state, Object.keys(connectors));
    const inputs = await checked(state, connectors, more);
    let outs: SetOutputs | undefined;
    let error: Thrown | undefined;
    try {
      if (state.outs === undefined) {
        outs = (await connectorSet.create(inputs)).outs as SetOutputs;
      } else {
        await connectorSet.diff("", state.outs, inputs);
        outs = (await connectorSet.update("", state.outs, inputs)).outs as SetOutputs;
      }
    } catch (thrown) {
      error = thrown as Thrown;
      outs = error.properties;
    }
    if (killed) return error;
    if (outs !== undefined) Object.assign(state, { inputs, outs });
    if (error === undefined) await finish(state);
    return error;
  }

  async function names(state: StoredSet, wanted: string[]): Promise<void> {
    const news = { cluster: { url: use.stub.url }, names: wanted.sort() };
    const old = state.names;
    if (old === undefined) {
      state.names = (await connectorNames.create(news)).outs as NamesOutputs;
      return;
    }
    const { replaces } = await connectorNames.diff("", old, news);
    if (replaces.length > 0) {
      state.names = (await connectorNames.create(news)).outs as NamesOutputs;
      state.replaced = old;
    } else if (JSON.stringify(old.names) !== JSON.stringify(news.names)) {
      state.names = (await connectorNames.update("", old, news)).outs as NamesOutputs;
    }
  }

  /** The engine deletes replaced resources after everything else. */
  async function finish(state: StoredSet): Promise<void> {
    if (state.replaced === undefined) return;
    await connectorNames.delete("", state.replaced);
    delete state.replaced;
  }

  async function onCluster(): Promise<string[]> {
    const answer = await fetch(`${use.stub.url}/connectors`);
    return ((await answer.json()) as string[]).sort();
  }

  async function byOthers(method: string, path: string, body?: unknown): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    const request = {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    await fetch(`${use.stub.url}${path}`, request);
  }

  return { use, newRun, checked, up, names, finish, onCluster, byOthers };
}

import type { Clock } from "../core/clock";
import { isConnectError } from "../core/errors";
import type { Log } from "../core/log";
import type { ConnectApi } from "./api";
import type { KeyDefinition } from "./wire";
import { PASSING, type Patience } from "./retry";

/** Connect answers from memory what a class defines, so a slower answer means trouble. */
const ANSWER_MS = 10_000;
/** Once the patience is used up, no call waits longer than this for an answer. */
const LATE_ANSWER_MS = 1_000;
/** Shared by all classes of a cluster, so that 100 connectors do not wait one after the other. */
const PATIENCE_MS = 30_000;

export interface Definer {
  readonly url: string;
  readonly api: Pick<ConnectApi, "pluginKeys" | "validate">;
  readonly clock: Clock;
  readonly log: Log;
  readonly read: <T>(call: () => Promise<T>, deadline: number, more?: Patience) => Promise<T>;
}

/** The config keys that the connector classes of one cluster define. Each class is asked for once. */
export class Definitions {
  readonly #cluster: Definer;
  readonly #known = new Map<string, Promise<readonly KeyDefinition[] | undefined>>();
  /** Epoch ms; undefined once Connect has answered. */
  #patientUntil: number | undefined;
  #warned = false;

  constructor(cluster: Definer) {
    this.#cluster = cluster;
  }

  /**
   * Undefined if Connect does not answer, unlike an empty list, which means that there are no
   * passwords. `part` is for the class of a transform, a predicate or a converter.
   */
  of(
    connectorClass: string,
    more: Patience & { readonly quiet?: boolean; readonly part?: boolean } = {},
  ): Promise<readonly KeyDefinition[] | undefined> {
    const known = this.#known.get(connectorClass);
    if (known !== undefined) return known;
    const { quiet, part = false, ...patience } = more;
    const asked = this.#ask(connectorClass, patience, part).catch((error: unknown) => {
      this.#known.delete(connectorClass); // The next caller asks again.
      if (!isConnectError(error)) throw error;
      // Older or other servers define only the keys of connectors, which is an answer too.
      if (part && isConnectError(error, "missing", "unsupported", "invalid")) return [];
      // Other callers do not wait again after all this time.
      if (isConnectError(error, ...PASSING)) this.#patientUntil = this.#cluster.clock.now();
      // Later calls report that Connect is unreachable or lacks the class.
      const { kind, call } = error;
      const reported = kind === "unreachable" || kind === "missing" || quiet === true;
      if (!reported) this.#warn(connectorClass, call);
      return undefined;
    });
    this.#known.set(connectorClass, asked);
    return asked;
  }

  async #ask(connectorClass: string, patience: Patience, part: boolean) {
    const { api, clock, read } = this.#cluster;
    const now = clock.now();
    this.#patientUntil ??= now + PATIENCE_MS;
    const deadline = this.#patientUntil;
    const answerMs = Math.max(LATE_ANSWER_MS, Math.min(ANSWER_MS, deadline - now));
    const call = async () => {
      try {
        return await api.pluginKeys(connectorClass, answerMs);
      } catch (error) {
        if (part || !isConnectError(error, "unsupported")) throw error;
        // Before 3.2, Connect returns the definitions only with a validation.
        const wire = { "connector.class": connectorClass };
        const { configs } = await api.validate(connectorClass, wire, answerMs);
        return configs.flatMap(({ definition }) =>
          definition?.type === undefined ? [] : [{ name: definition.name, type: definition.type }],
        );
      }
    };
    const definitions = await read(call, deadline, patience);
    this.#patientUntil = undefined;
    return definitions;
  }

  #warn(connectorClass: string, call: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#cluster.log.warn(
      `Kafka Connect at ${this.#cluster.url} does not say which config keys of ${connectorClass} are passwords (${call}): ` +
        "until it does, Pulumi keeps the values of new keys secret",
    );
  }
}

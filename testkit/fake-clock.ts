import { type Clock, systemClock } from "../provider/core/clock";

/** Time that passes only when somebody sleeps, and chance that is always the same. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = [];
  #now: number;
  readonly #chance: number;

  constructor(chance = 0, now = 1_000_000) {
    this.#chance = chance;
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.#now += ms;
    return Promise.resolve();
  }

  random(): number {
    return this.#chance;
  }

  /** Time passes without a sleep. */
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** For what takes the clock of the process: a fake one in its place during each test. */
export function useFakeSystemClock(): { readonly clock: FakeClock } {
  const real = { ...systemClock };
  const use = { clock: new FakeClock() };
  beforeEach(() => {
    const clock = new FakeClock();
    use.clock = clock;
    systemClock.now = () => clock.now();
    systemClock.sleep = (ms) => clock.sleep(ms);
    systemClock.random = () => clock.random();
  });
  afterEach(() => void Object.assign(systemClock, real));
  return use;
}

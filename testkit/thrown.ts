type Kind<E extends Error> = abstract new (...args: never[]) => E;

/** What a piece of work throws; fails when it throws nothing, or another kind of error. */
export async function thrownBy(work: () => unknown): Promise<Error>;
export async function thrownBy<E extends Error>(work: () => unknown, kind: Kind<E>): Promise<E>;
export async function thrownBy(work: () => unknown, kind: Kind<Error> = Error): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

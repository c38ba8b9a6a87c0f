/** A fresh one for each test of a `describe`, taken away after it. */
export function eachWith<T extends { end(): Promise<void> }>(begin: () => Promise<T>): () => T {
  let current: T | undefined;
  beforeEach(async function () {
    this.timeout(120_000);
    current = await begin();
  });
  afterEach(async function () {
    this.timeout(120_000);
    await current?.end();
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error("outside of a test");
    return current;
  };
}

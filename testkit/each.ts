/** Creates a value for each test of a `describe`, and removes it after the test. */
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

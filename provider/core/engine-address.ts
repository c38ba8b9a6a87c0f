/** The engine starts a provider with its own address: one address for all processes of a run. */

let given: string | undefined;

/** In a process that is not the host of dynamic providers. */
export function setEngineAddress(address: string | undefined): void {
  given = address;
}

/** Undefined in a process that no engine has started. */
export function engineAddress(): string | undefined {
  return given ?? ofDynamicProvider();
}

function ofDynamicProvider(): string | undefined {
  const [, script, address] = process.argv;
  return script?.includes("dynamic-provider") === true ? address : undefined;
}

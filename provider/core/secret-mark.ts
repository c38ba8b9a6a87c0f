/**
 * How the engine and its providers mark a secret. The SDK exports both as `runtime.specialSigKey` and
 * `runtime.specialSecretSig`; a test compares them, since loading the SDK costs the CLI a second.
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Marks a value so that the engine stores it as a secret. */
export function markedSecret(value: unknown): Readonly<Record<string, unknown>> {
  return { [SIGNATURE]: SECRET, value };
}

/** Whether a value is marked as a secret in one of the engine's forms. */
export function isMarkedSecret(value: object): boolean {
  return (value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET;
}

/**
 * Removes the marks from the values of a map. The engine does so for a provider, but not every
 * caller does.
 */
export function withoutMarks<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      const marked = typeof value === "object" && value !== null && isMarkedSecret(value);
      return [key, marked ? (value as unknown as { value: T }).value : value];
    }),
  );
}

/**
 * Removes the marks from a value, at any depth. A state that Pulumi exports with its secrets has
 * marks with the secret as JSON.
 */
export function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== "object" || value === null) return value;
  if (isMarkedSecret(value)) {
    const { plaintext, value: inside } = value as Record<string, unknown>;
    return unmarked(typeof plaintext === "string" ? JSON.parse(plaintext) : inside);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmarked(inner)]));
}

/** Whether a value has a mark of the engine: a secret, an asset, a reference to a resource. */
export function isMarked(value: object): boolean {
  return Object.hasOwn(value, SIGNATURE);
}

/** Changes values inside the arguments of a program, which may become known only later. */
import * as pulumi from "@pulumi/pulumi";

export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/**
 * Applies `change` at once to a plain value, and otherwise inside its Output. One unknown value in
 * a map must not hide all others from a preview.
 */
export function onceKnown<T extends object>(
  input: pulumi.Input<T>,
  change: (value: T) => pulumi.Input<T>,
): pulumi.Input<T> {
  if (isLater(input)) {
    // The SDK's type for an unwrapped type parameter is not the parameter itself.
    const known = pulumi.output(input) as unknown as pulumi.Output<T>;
    return known.apply(change) as pulumi.Output<T>;
  }
  return change(input as T);
}

export function mapValues<T>(
  entries: Readonly<Record<string, T>>,
  change: (key: string, value: T) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key, change(key, value)]),
  );
}

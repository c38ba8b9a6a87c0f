/** Mistakes that only the program's own process can see: they never reach the provider. */
import * as pulumi from "@pulumi/pulumi";
import { isMap } from "./values";

/**
 * The engine reads an imported resource without the provider's text, on which a dynamic resource
 * depends: it would end in a TypeError inside the SDK.
 */
export function refuseReading(resource: string, opts: pulumi.CustomResourceOptions): void {
  if (opts.import !== undefined && opts.import !== "") {
    throw new pulumi.RunError(
      `${resource}: the resource option \`import\` is not supported. To manage a connector ` +
        "that already exists, set the argument `adopt: true`, and `name` if its name differs from " +
        "the resource's. The preview then lists what adopting it changes.",
    );
  }
  if (opts.id !== undefined) {
    throw new pulumi.RunError(
      `${resource}: the resource option \`id\` is not supported. To read a connector ` +
        "without managing it, call `getConnectorStatus`. To manage one that already exists, set " +
        "the argument `adopt: true`.",
    );
  }
}

/** The SDK leaves functions, and what a Map or a Set holds, out without a word, as if it were not given. */
export function refuseFunctions<T>(resource: string, path: string, value: T): T {
  if (typeof value === "function" && !pulumi.Output.isInstance(value)) {
    throw new pulumi.RunError(`${resource}: ${path} is a function: give its value instead`);
  }
  if (value instanceof Map || value instanceof Set) {
    const [what, instead] =
      value instanceof Map ? ["Map", "Object.fromEntries(map)"] : ["Set", "[...set]"];
    throw new pulumi.RunError(`${resource}: ${path} is a ${what}: give \`${instead}\` instead`);
  }
  if (Array.isArray(value)) {
    value.forEach((part: unknown, i) => refuseFunctions(resource, `${path}[${i}]`, part));
  } else if (isPlain(value)) {
    for (const [key, part] of Object.entries(value)) {
      refuseFunctions(resource, path === "config" ? `config["${key}"]` : `${path}.${key}`, part);
    }
  }
  return value;
}

/** Neither a resource, nor an Output, nor a Promise. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}

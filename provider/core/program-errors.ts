/** Mistakes that only the program's own process can find, because they never reach the provider. */
import * as pulumi from "@pulumi/pulumi";
import { namesBelow } from "./argument-names";
import { isLater, mapValues } from "./once-known";
import { isInternal, isMap, refuseUnknown, withoutNull } from "./values";

/** How a resource manages what already exists on the cluster, instead of the option `import`. */
const INSTEAD = {
  Connector: {
    import:
      "To manage a connector that already exists, set the argument `adopt: true`, and `name` if " +
      "its name differs from the resource's. The preview then lists what adopting it changes. The " +
      "Connector of `pulumi-kafka-connect/native` supports the option.",
    manage: "To manage one that already exists, set the argument `adopt: true`.",
  },
  ConnectorSet: {
    import:
      "To manage connectors that already exist, declare them in `connectors`, with their names as " +
      "the keys, and set `defaults: { adopt: true }`. The preview then lists what adopting them " +
      "changes.",
    manage: "To manage existing connectors, set `defaults: { adopt: true }`.",
  },
} as const;

/**
 * The engine reads an imported resource without the provider's text, which a dynamic resource
 * needs, so the SDK would fail with a TypeError.
 */
export function refuseReading(
  kind: keyof typeof INSTEAD,
  name: string,
  opts: pulumi.CustomResourceOptions,
): void {
  const resource = `${kind} "${name}"`;
  const instead = INSTEAD[kind];
  if (opts.import !== undefined && opts.import !== "") {
    throw new pulumi.RunError(
      `${resource}: the resource option \`import\` is not supported. ${instead.import}`,
    );
  }
  if (opts.id !== undefined) {
    throw new pulumi.RunError(
      `${resource}: the resource option \`id\` is not supported. To read a connector ` +
        `without managing it, call \`getConnectorStatus\`. ${instead.manage}`,
    );
  }
}

/**
 * Gives the options to the constructor of a component, which the SDK calls first: with one of these options,
 * it would wait for ever for the engine to read the component.
 */
export function withoutReading(
  resource: string,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const given = opts as pulumi.CustomResourceOptions;
  for (const option of ["id", "import"] as const) {
    if (given[option] === undefined || given[option] === "") continue;
    throw new pulumi.RunError(
      `${resource}: the resource option \`${option}\` is not supported: a component exists only in ` +
        "Pulumi's state, so there is nothing to read. Declare it with its arguments.",
    );
  }
  return opts;
}

/**
 * Values that the SDK silently drops or turns into an empty map, so that nobody would notice a
 * change.
 */
const UNSERIALISABLE: readonly [what: string, instead: string, is: (value: unknown) => boolean][] =
  [
    ["a function", "its value", (value) => typeof value === "function"],
    ["a Map", "`Object.fromEntries(map)`", (value) => value instanceof Map],
    ["a Set", "`[...set]`", (value) => value instanceof Set],
    ["a Date", "`date.toISOString()`", (value) => value instanceof Date],
    ["a RegExp", "`regExp.source`", (value) => value instanceof RegExp],
    ["a URL", "`url.href`", (value) => value instanceof URL],
    ["a bigint", "`String(number)`", (value) => typeof value === "bigint"],
    ["a symbol", "a string", (value) => typeof value === "symbol"],
  ];

/** Checks the value, or the value inside an Output once it is known. */
export function refuseUnserialisable<T>(resource: string, path: string, value: T): T {
  const refuse = (known: unknown) => refuseUnserialisable(resource, path, known);
  // `pulumi.output` itself would turn such a value into an empty map.
  if (pulumi.Output.isInstance(value)) return value.apply(refuse) as T;
  if (value instanceof Promise) return value.then(refuse) as T;
  const found = UNSERIALISABLE.find(([, , is]) => is(value));
  if (found !== undefined) {
    const [what, instead] = found;
    throw new pulumi.RunError(`${resource}: ${path} is ${what}: give ${instead} instead`);
  }
  if (Array.isArray(value)) {
    return value.map((part: unknown, i) =>
      refuseUnserialisable(resource, `${path}[${i}]`, part),
    ) as T;
  }
  if (!isPlain(value)) return value;
  return mapValues(value, (key, part) =>
    refuseUnserialisable(resource, path === "config" ? `config["${key}"]` : `${path}.${key}`, part),
  ) as T;
}

/** Mistakes in the arguments as a whole. */
export function refuseArguments(resource: string, args: unknown): void {
  // The values of an Output are known too late for the resource's name.
  if (isLater(args)) {
    throw new pulumi.RunError(
      `${resource}: the arguments are an Output: give a map of arguments, whose values may be Outputs`,
    );
  }
  if (!isMap(args)) return;
  if (args.timeouts !== undefined) {
    // The resource option has this name in the inputs, and would replace it.
    throw new pulumi.RunError(
      `${resource}: timeouts is not an argument: set the resource option \`customTimeouts\``,
    );
  }
  // `check` cannot refuse it, because the engine passes the same name from the state.
  const internal = Object.keys(withoutNull(args)).find(isInternal);
  if (internal !== undefined)
    throw new pulumi.RunError(`${resource}: ${internal}: is not an argument`);
}

/**
 * Refuses misspelt arguments and maps in the wrong place, at any depth that `names` describes. Values
 * that are known only later are left to whoever reads them.
 */
export function refuseUnknownArguments(
  resource: string,
  args: unknown,
  names: readonly string[],
): void {
  refuseArguments(resource, args);
  if (!isMap(args)) throw new pulumi.RunError(`${resource}: the arguments must be a map`);
  refuseUnknownParts(resource, "", args, names);
}

/** The part of `refuseUnknownArguments` for one value at this path. */
export function refuseUnknownParts(
  resource: string,
  path: string,
  value: unknown,
  names: readonly string[],
): void {
  // A list of options may be a flag instead: `healing: false`.
  if (names.length === 0 || value == null || typeof value === "boolean" || isLater(value)) return;
  const fail = (property: string, reason: string): never => {
    throw new pulumi.RunError(`${resource}: ${property}: ${reason}`);
  };
  if (names.some((name) => name.startsWith("[]"))) {
    if (!Array.isArray(value)) fail(path, "must be a list");
    const items = value as readonly unknown[];
    const below = namesBelow("[]", names);
    items.forEach((item, i) => refuseUnknownParts(resource, `${path}[${i}]`, item, below));
    return;
  }
  if (!isMap(value)) return fail(path, "must be a map");
  const known = Object.fromEntries(names.map((name) => [name.split(".")[0] ?? "", true]));
  const isFree = known["*"] === true;
  if (!isFree) refuseUnknown(path, withoutNull(value), known, fail);
  for (const [key, part] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    refuseUnknownParts(resource, at, part, namesBelow(isFree ? "*" : key, names));
  }
}

/** Neither a resource, nor an Output, nor a Promise. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}

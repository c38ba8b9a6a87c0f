/** The content of program.json: the resources, functions and outputs of a YAML program. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as native from "../../../../native";

interface Resource {
  readonly type: string;
  readonly properties?: Properties;
  readonly options?: object;
  readonly get?: { readonly id: string };
}
interface Call {
  readonly "fn::invoke": { readonly function: string; readonly arguments: Properties };
}
type Properties = Readonly<Record<string, unknown>>;
type Entries<T> = Readonly<Record<string, T>>;

const { resources, variables, outputs } = JSON.parse(readFileSync("program.json", "utf8")) as {
  readonly resources?: Entries<Resource>;
  readonly variables?: Entries<Call>;
  readonly outputs?: Properties;
};
const made = new Map<string, Entries<unknown>>();

function value(given: unknown): unknown {
  const reference = typeof given === "string" ? /^\$\{(\w+)\.(\w+)\}$/.exec(given) : null;
  if (reference !== null) {
    const [, of = "", property = ""] = reference;
    const one = made.get(of);
    return pulumi.Output.isInstance(one)
      ? one.apply((known) => (known as Properties)[property])
      : one?.[property];
  }
  if (Array.isArray(given)) return given.map(value);
  if (typeof given !== "object" || given === null) return given;
  if ("fn::secret" in given) return pulumi.secret(given["fn::secret"]);
  return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, value(one)]));
}

function nameIn(token: string): string {
  return token.split(":").at(-1) ?? "";
}

function resource(name: string, { type, properties, options, get }: Resource): object {
  if (get !== undefined) return native.Connector.get(name, get.id);
  const args = value(properties) as never;
  const of = nameIn(type);
  if (of === "Connector") return new native.Connector(name, args, options);
  if (of === "ConnectorSet") return new native.ConnectorSet(name, args, options);
  throw new Error(`there is no resource ${type}`);
}

function call({ "fn::invoke": { function: token, arguments: given } }: Call): object {
  const args = value(given) as never;
  const of = nameIn(token);
  if (of === "getConnectorStatus") return native.getConnectorStatus(args);
  if (of === "getConnectorPlugins") return native.getConnectorPlugins(args);
  throw new Error(`there is no function ${token}`);
}

for (const [name, one] of Object.entries(resources ?? {})) {
  made.set(name, resource(name, one) as Properties);
}
for (const [name, one] of Object.entries(variables ?? {})) made.set(name, call(one) as Properties);

module.exports = Object.fromEntries(
  Object.entries(outputs ?? {}).map(([name, one]) => [name, value(one)]),
);

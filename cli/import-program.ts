/** Writes the TypeScript program of imported connectors. */
import { addressOf, type Endpoint, serviceUrl } from "../provider/endpoint/endpoint";
import { NOT_IMPORTED } from "../provider/connector/imported";
import { isMap, type Raw } from "../provider/core/values";

/** The settings of the stack for a connector's secrets. */
export function secretSettings(name: string, inputs: Raw): string[] {
  const config = isMap(inputs.config) ? inputs.config : {};
  return Object.keys(config)
    .filter((key) => config[key] === NOT_IMPORTED)
    .map((key) => setting(name, key));
}

/** Replaces colons, because a colon would separate the setting from its project. */
function setting(name: string, key: string): string {
  return `${name}.${key}`.replaceAll(":", "-");
}

/** `connectors` are the inputs of each connector, by name. */
export function importedProgram(endpoint: Endpoint, connectors: ReadonlyMap<string, Raw>): string {
  const secrets = [...connectors].flatMap(([name, inputs]) => secretSettings(name, inputs));
  const { url, kubernetes, ...rest } = addressOf({ ...endpoint });
  const service = endpoint.kubernetes;
  const needsUrl = service === undefined || url !== serviceUrl(service);
  const cluster = {
    ...(needsUrl ? { url } : {}),
    ...rest,
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
  const { basicAuth, bearerToken, headers, tls } = endpoint;
  const hasLogin = [basicAuth, bearerToken, headers, tls].some((one) => one !== undefined);
  return [
    ...(secrets.length > 0 ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import { Connector } from "pulumi-kafka-connect";',
    "",
    ...(secrets.length > 0 ? ["const settings = new pulumi.Config();"] : []),
    ...(hasLogin ? ["// Add the credentials and certificates with which you log in."] : []),
    `const cluster = ${literal(cluster, "", "")};`,
    ...[...connectors].flatMap(([name, inputs]) => ["", declaration(name, inputs)]),
    "",
  ].join("\n");
}

function declaration(name: string, inputs: Raw): string {
  const { cluster: _, name: __, state, ...rest } = inputs;
  const given = Object.entries(rest).filter(([key]) => !key.startsWith("__"));
  const all = state === "running" ? given : [...given, ["state", state] as const];
  const lines = all.map(([key, value]) => `  ${property(key)}: ${literal(value, "  ", name)},`);
  return `new Connector(${JSON.stringify(name)}, {\n  cluster,\n${lines.join("\n")}\n});`;
}

/** `name` is set for the config of a connector. */
function literal(value: unknown, indent: string, name: string): string {
  if (!isMap(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, one]) => {
    const text =
      one === NOT_IMPORTED
        ? `settings.requireSecret(${JSON.stringify(setting(name, key))})`
        : literal(one, inner, name);
    return `${inner}${property(key)}: ${text},\n`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** Where the secrets of a connector are: the values that the program marks, and those that our rules find. */
import { isUnknown, type Unknown } from "../provider/core/unknown";
import { isMap, type Raw } from "../provider/core/values";
import { isSecretIn, type Path } from "./wire";

/** Whole config keys. What the program marks below or above one makes the key secret. */
export function secretKeys(config: unknown, paths: readonly Path[]): string[] | Unknown {
  if (!isSecretIn(paths, "config")) return [];
  if (isUnknown(config)) return config;
  if (paths.some((path) => path.length === 1 && path[0] === "config")) {
    return isMap(config) ? Object.keys(config) : [];
  }
  return paths.flatMap(([property, key]) => (property === "config" ? [String(key)] : []));
}

/** Besides the config, of a list whose order may change, a secret makes the whole property secret. */
const IN_PARTS = ["config", "cluster"];

/** Of the inputs in canonical form. `keys` are the secret ones of the config. */
export function secretPaths(inputs: Raw, marked: readonly Path[], keys: readonly Path[]): Path[] {
  const others = marked.filter(([property]) => !IN_PARTS.includes(String(property)));
  return [
    ...keys,
    ...marked.filter(([property]) => property === "cluster"),
    ...others.map(([property = ""]) => [property]),
    ...credentialPaths(inputs.cluster).map((path) => ["cluster", ...path]),
  ];
}

/** The credentials of an endpoint that are there as values: a reference holds no secret. */
export function credentialPaths(endpoint: unknown): Path[] {
  if (!isMap(endpoint)) return [];
  const headers = isMap(endpoint.headers) ? Object.keys(endpoint.headers) : [];
  const places: Path[] = [
    ["basicAuth", "password"],
    ["bearerToken"],
    ["tls", "key"],
    ["kubernetes", "kubeconfig"],
    ...headers.map((name) => ["headers", name]),
  ];
  return places.filter((path) => {
    const value = path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), endpoint);
    return typeof value === "string" && !isUnknown(value);
  });
}

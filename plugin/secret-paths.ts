/**
 * Finds the secrets of a connector: values that the program marks, and values that our rules find.
 */
import { isUnknown, type Unknown } from "../provider/core/unknown";
import { isMap, type Raw } from "../provider/core/values";
import { isSecretIn, type Path } from "./wire";

/** Whole config keys: a mark on the config or inside a value makes the key secret. */
export function secretKeys(config: unknown, paths: readonly Path[]): string[] | Unknown {
  if (!isSecretIn(paths, "config")) return [];
  if (isUnknown(config)) return config;
  if (paths.some((path) => path.length === 1 && path[0] === "config")) {
    return isMap(config) ? Object.keys(config) : [];
  }
  return paths.flatMap(([property, key]) => (property === "config" ? [String(key)] : []));
}

/**
 * Outside the config, a secret in a list whose order may change makes the whole property secret.
 */
const IN_PARTS = ["config", "cluster"];

/** The paths in canonical inputs. `keys` are the secret config keys. */
export function secretPaths(inputs: Raw, marked: readonly Path[], keys: readonly Path[]): Path[] {
  const others = marked.filter(([property]) => !IN_PARTS.includes(String(property)));
  return [
    ...keys,
    ...marked.filter(([property]) => property === "cluster"),
    ...others.map(([property = ""]) => [property]),
    ...credentialPaths(inputs.cluster).map((path) => ["cluster", ...path]),
  ];
}

/** The credentials of an endpoint that are given as values: a reference contains no secret. */
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

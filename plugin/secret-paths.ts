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
 * Where the secrets of canonical values are marked: their marks in the program, or in other values
 * of the same resource, and the credentials.
 */
export function secretPaths(values: Raw, marked: readonly Path[]): Path[] {
  return [
    ...marked.flatMap((path) => places(values, path)),
    ...credentialPaths(values.cluster).map((path): Path => ["cluster", ...path]),
  ];
}

/**
 * A config is marked key by key. A secret in a list whose order may change makes the whole argument
 * secret.
 */
function places(values: Raw, path: Path): Path[] {
  // In a set, each connector has its own arguments.
  const before = path[0] === "connectors" ? 2 : 0;
  const argument = path[before];
  if (argument === "cluster") return [path];
  if (argument !== "config") return [path.slice(0, before + 1)];
  if (path.length > before + 1) return [path.slice(0, before + 2)];
  const config = valueAt(values, path);
  return isMap(config) ? Object.keys(config).map((key) => [...path, key]) : [];
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
    const value = valueAt(endpoint, path);
    return typeof value === "string" && !isUnknown(value);
  });
}

function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), values);
}

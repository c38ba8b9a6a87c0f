/** Classifies calls to Connect by method and path. */
const kinds: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^POST \/connectors$/, "create"],
  [/^PUT \/connectors\/[^/]+\/config$/, "update"],
  [/^DELETE \/connectors\/[^/]+$/, "delete"],
  [/^GET \/connectors(\?.*)?$/, "list"],
  [/^GET \/connectors\/[^/]+\/status$/, "status"],
  [/^GET \/connectors\/[^/]+$/, "info"],
  [/^PUT \/connector-plugins\/[^/]+\/config\/validate$/, "validate"],
  [/^GET \/connector-plugins\/[^/]+\/config$/, "keys"],
  [/^GET \/health$/, "health"],
];

export function kindOf(method: string, path: string): string {
  const call = `${method} ${path}`;
  return kinds.find(([pattern]) => pattern.test(call))?.[1] ?? call;
}

export function countedByKind(
  calls: readonly { readonly method: string; readonly path: string }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of calls) {
    const kind = kindOf(method, path);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

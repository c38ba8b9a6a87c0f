/** Property paths in the engine's format: `config["batch.size"]`, `restartPolicy.maxRetry`. */

export type Path = readonly (string | number)[];

export function parsePath(text: string): Path {
  const parts = text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, place, word]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
    return place === undefined ? (word ?? "") : Number(place);
  });
}

/** Always quotes the keys of a config. The engine omits the quotes if a key has no dots. */
export function shownPath(path: Path): string {
  return path
    .map((part, place) => {
      if (typeof part === "number") return `[${part}]`;
      if (place > 0 && path[0] === "config") return `["${part}"]`;
      return place === 0 ? part : `.${part}`;
    })
    .join("");
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce(
    (value: unknown, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Readonly<Record<string | number, unknown>>)[part]
        : // A secret stands for everything in it.
          typeof value === "string" && value === SECRET
          ? SECRET
          : undefined,
    root,
  );
}

/** The engine's placeholder for a secret. */
export const SECRET = "[secret]";

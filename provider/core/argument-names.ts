/**
 * The names of arguments, as paths such as `image.init`. `[]` stands for each item of a list, and `*` for
 * each value of a map whose keys are free.
 */

/** The names in an interface. The compiler requires each of them. */
export function namesOf<T>(names: Readonly<Record<keyof T & string, true>>): (keyof T & string)[] {
  return Object.keys(names) as (keyof T & string)[];
}

export function namesUnder(path: string, names: readonly string[]): string[] {
  return names.map((name) => `${path}.${name}`);
}

/** The rest of each path that begins with this step. */
export function namesBelow(step: string, paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.startsWith(`${step}.`))
    .map((path) => path.slice(step.length + 1));
}

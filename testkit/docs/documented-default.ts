import type { Argument } from "../../provider/core/argument";

/** What `@default` must say. */
export function documentedDefault(argument: Argument<string>): string | undefined {
  if (argument.otherwise !== undefined) return `- ${argument.otherwise}`;
  return argument.default === undefined ? undefined : JSON.stringify(argument.default);
}

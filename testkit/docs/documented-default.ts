import type { Argument } from "../../provider/core/argument";

/** The required text of `@default`. */
export function documentedDefault(argument: Argument<string>): string | undefined {
  if (argument.otherwise !== undefined) return `- ${argument.otherwise}`;
  return argument.default === undefined ? undefined : JSON.stringify(argument.default);
}

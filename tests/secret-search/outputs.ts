import { secretsIn } from "./secrets-in";

const found: string[] = [];

/** Searches the output of the engine, the command or the agent, printed or not. */
export function searchOutput(whose: string, text: string): void {
  for (const place of secretsIn(text)) found.push(`${whose}: ${place}`);
}

/** The secrets in all outputs so far. */
export function secretsInOutputs(): readonly string[] {
  return found;
}

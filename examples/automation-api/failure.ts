import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation";

/** A failure in a few words. */
export class Failed extends Error {}

/** Why the engine failed, from the errors that it reported during the run, if any. */
export function failureOf(error: unknown, reported: readonly string[], stack: string): Failed {
  if (error instanceof ConcurrentUpdateError) {
    return new Failed(
      `another run is changing the stack ${stack}: start this one again when it has ended ` +
        `(if it was killed, after \`pulumi cancel --stack ${stack}\` in the folder of Pulumi.yaml)`,
    );
  }
  return new Failed(reported.length > 0 ? inShort(reported) : reasonOf(error));
}

/** The message of a failed command holds all that it printed. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommandError)) return message;
  const errors = message.split("\n").flatMap((line) => /^error: (.*)/.exec(line)?.[1] ?? []);
  return errors.length > 0 ? inShort(errors) : message;
}

/** Without what is said again, in the same words or with others around them. */
function inShort(reported: readonly string[]): string {
  const reasons = [...new Set(reported.map((text) => text.trim()))];
  const saysMore = (text: string) => (other: string) => other !== text && other.includes(text);
  return reasons.filter((text) => !reasons.some(saysMore(text))).join("\n");
}

import { java } from "../java";
import { maven } from "../kafka-jars";

/**
 * Reports everything that is missing in one message, before anything slow begins. Go is checked
 * only later, if the Pulumi CLI is neither on PATH nor can be installed.
 */
export function requirePrerequisites(): void {
  const missing = [java, maven].flatMap((require) => {
    try {
      require();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (missing.length > 0) throw new Error(missing.join("\n"));
}

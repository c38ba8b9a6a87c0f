import type { Config, ValidatedConfig } from "../../connect/wire";
import { UserError } from "../../connect/explain";
import { isConnectError } from "../../core/errors";
import type { Operation } from "../operation";
import { VALIDATION_TIMEOUT_MS } from "../../connect/slow-validations";
import { classNotInstalled, isClassNotFound, validationFailures } from "./validation";

/** Once is enough when nobody answers: the write that follows is patient. */
const NO_PATIENCE = { unreachableMs: 0, unansweredMs: 0 };

/**
 * Throws when Connect would refuse the config, also with a 500 in the place of a list: a write begins with
 * the same validation. When it cannot be asked, the write itself will show it.
 */
export async function refuseInvalid(op: Operation, config: Config): Promise<void> {
  const { cluster, inputs, redactor, doing } = op;
  let validated: ValidatedConfig;
  try {
    const ask = () => cluster.api.validate(inputs.class, config, VALIDATION_TIMEOUT_MS);
    validated = await cluster.validations(() =>
      cluster.read(ask, cluster.clock.now() + VALIDATION_TIMEOUT_MS, NO_PATIENCE),
    );
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (!isClassNotFound(error.serverMessage)) {
      const refuses = isConnectError(error, "invalid", "failed") && error.stranger === undefined;
      if (refuses) throw error;
      return;
    }
    const plugins = await cluster.plugins.get(0).catch(() => []);
    throw new UserError(`${doing} on ${cluster.url}: ${classNotInstalled(inputs.class, plugins)}`);
  }
  const failures = validationFailures(validated, inputs, redactor);
  if (failures.length === 0) return;
  const lines = failures.map(({ property, reason }) => `  ${property}: ${reason}`);
  throw new UserError(
    `${doing} on ${cluster.url}: Kafka Connect refuses the config, and nothing was changed:\n${lines.join("\n")}\n` +
      "Correct the config and run `pulumi up` again.",
  );
}

import type { Config, ValidatedConfig } from "../../connect/wire";
import { UserError } from "../../connect/explain";
import { isConnectError } from "../../core/errors";
import type { Operation } from "../operation";
import {
  classNotInstalled,
  isClassNotFound,
  VALIDATION_TIMEOUT_MS,
  validationFailures,
} from "./validation";

/**
 * Throws if Connect would refuse the config. If Connect does not answer, the write will show it.
 */
export async function refuseInvalid(op: Operation, config: Config): Promise<void> {
  const { cluster, inputs, redactor, doing } = op;
  let validated: ValidatedConfig;
  try {
    validated = await cluster.validations(() =>
      cluster.api.validate(inputs.class, config, VALIDATION_TIMEOUT_MS),
    );
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (!isClassNotFound(error.serverMessage)) return;
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

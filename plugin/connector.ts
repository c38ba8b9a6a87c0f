/** The resource `Connector`, with the same lifecycle as the dynamic resource. */
import { checkWithConnect } from "../provider/connector/check/remote-check";
import {
  type StoredInputs,
  type StoredSecrets,
  withDefaults,
} from "../provider/connector/stored-inputs";
import * as lifecycle from "../provider/connector/lifecycle";
import { readImported } from "../provider/connector/read-imported";
import { UserError } from "../provider/connect/explain";
import { type Draft, isKnown, UNKNOWN } from "../provider/core/unknown";
import type { Raw } from "../provider/core/values";
import { withoutLogin } from "../provider/endpoint/provider-cluster";
import {
  type Configured,
  type Kind,
  type Lifecycle,
  LifecycleResource,
} from "./lifecycle-resource";
import { secretKeys } from "./secret-paths";

const connector: Kind = {
  lifecycle: lifecycle as unknown as Lifecycle,

  toCheck(program, resource, marked) {
    const name = program.name ?? resource;
    return { ...program, name, __secretKeys: secretKeys(program.config, marked) };
  },

  async validate(before, news) {
    const inputs = withDefaults(news as unknown as Draft<StoredInputs>);
    return (await checkWithConnect(before, inputs, true)).failures;
  },

  /** As `provider/` stores inputs and outputs, which name the connector differently. */
  planned({ name, state: _, ...inputs }, { type = UNKNOWN }) {
    return {
      ...inputs,
      connectorName: name,
      type,
      state: UNKNOWN,
      tasks: UNKNOWN,
      failedTasks: UNKNOWN,
      workerId: UNKNOWN,
      trace: UNKNOWN,
    };
  },

  secretsIn(stored) {
    const { __secrets } = stored as { __secrets?: Draft<StoredSecrets> };
    const keys = __secrets?.keys ?? [];
    return isKnown(keys) ? keys.map((key) => ["config", key]) : [];
  },

  async import(id, cluster): Promise<{ outs: Raw; inputs: Raw } | undefined> {
    if (cluster === undefined) {
      throw new UserError(
        `read connector "${id}": set the configuration \`pulumi-kafka-connect:cluster\`, or the ` +
          "resource option `provider`: it says on which Connect cluster the connector is.",
      );
    }
    if (!isKnown(cluster))
      throw new UserError(`read connector "${id}": its cluster is not known yet`);
    const imported = await readImported(cluster, id);
    if (imported === undefined) return undefined;
    const { cluster: _, ...inputs } = imported.inputs;
    return { outs: withoutLogin(imported.outputs), inputs };
  },
};

export function connectorResource(configured: Configured): LifecycleResource {
  return new LifecycleResource(connector, configured);
}

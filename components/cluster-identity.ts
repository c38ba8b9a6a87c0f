/** The names of a `ConnectCluster`, in Kubernetes and in Kafka. */
import * as pulumi from "@pulumi/pulumi";
import { type ConnectClusterArgs, DEFAULTS } from "./connect-cluster-args";

/** The names from which all others are derived, including the ones in Kafka. */
export function namesOf(resourceName: string, args: ConnectClusterArgs) {
  const name = args.name ?? resourceName;
  const namespace = args.namespace ?? DEFAULTS.namespace;
  const prefix = pulumi.interpolate`${namespace}.${name}`;
  const { config, offset, status } = args.internalTopics ?? {};
  const onKafka = {
    group: args.groupId ?? prefix,
    config: config ?? pulumi.interpolate`${prefix}-configs`,
    offset: offset ?? pulumi.interpolate`${prefix}-offsets`,
    status: status ?? pulumi.interpolate`${prefix}-status`,
  };
  return { name, namespace, onKafka };
}

/**
 * Identifies this Connect cluster. With the same name, it is another cluster if its workers form
 * another group or store their state in other topics.
 */
export function identityOf(resourceName: string, args: ConnectClusterArgs): pulumi.Output<string> {
  const { groupId: _, internalTopics: __, ...others } = args;
  const { name, namespace, onKafka } = namesOf(resourceName, args);
  const usual = namesOf(resourceName, others).onKafka;
  return pulumi.output({ name, namespace, onKafka, usual }).apply((known) => {
    const other = (["group", "config", "offset", "status"] as const).flatMap((part) =>
      known.onKafka[part] === known.usual[part] ? [] : [`${part}=${known.onKafka[part]}`],
    );
    const id = `${known.namespace}/${known.name}`;
    return other.length === 0 ? id : `${id}?${other.join("&")}`;
  });
}

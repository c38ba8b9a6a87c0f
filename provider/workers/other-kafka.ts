/** Guesses whether new brokers belong to another Kafka. Only the workers can find out. */

/**
 * When brokers are added or removed, at least one host stays. Ports do not count, because TLS
 * changes them.
 */
export function mayBeOtherKafka(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const known = hostsOf(before);
  return hostsOf(after).every((host) => !known.includes(host));
}

function hostsOf(bootstrapServers: string): string[] {
  return bootstrapServers
    .toLowerCase()
    .split(",")
    .map((broker) => broker.trim().replace(/:\d*$/, ""));
}

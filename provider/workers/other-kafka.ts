/** Whether other brokers are another Kafka: unknown until the workers have asked them. */

/** Brokers that are added or removed keep at least one host; the port also changes with TLS. */
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

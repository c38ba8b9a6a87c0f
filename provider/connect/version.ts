/** Versions of workers: vendors count in schemes of their own. */

/** `7.3.1-ce` of Confluent Platform is Kafka Connect 3.3; what is not Confluent's counts as Kafka does. */
export function workerVersion(version: string): string {
  const kafka = kafkaVersionOf(version);
  return kafka === undefined ? version : `${version}, which is Kafka Connect ${kafka}`;
}

const CONFLUENT = /^(\d+)\.(\d+)\.\d+.*-(ce|ccs)\b/;

function kafkaVersionOf(version: string): string | undefined {
  const [, major = "", minor = ""] = CONFLUENT.exec(version) ?? [];
  if (major === "") return undefined;
  const [from, to] = [Number(major), Number(minor)];
  if (from === 5) return `2.${to}`;
  if (from === 6) return `2.${to + 6}`;
  return from >= 7 ? `${from - 4}.${to}` : undefined;
}

/**
 * Whether workers of this version need a call for each failed part. Before 3.0, a restart ignores
 * the parameter for tasks, and before 3.2, it may leave a task running twice (KAFKA-13719). The
 * major version of Confluent's builds (`7.1.1-ccs`) is four higher than Kafka's.
 */
export function restartsPartByPart(version: string): boolean {
  const [, major, minor, build] = /^(\d+)\.(\d+)[^-]*(-c(?:cs|e))?/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  const ahead = build === undefined ? 0 : 4;
  return Number(major) - ahead < 3 || (Number(major) - ahead === 3 && Number(minor) < 2);
}

/**
 * Whether workers of this version need a call for each failed part: before 3.0 a restart knows no
 * tasks (and ignores that it is asked for them), and before 3.2 such a restart may leave a task
 * running twice (KAFKA-13719). Confluent's builds (`7.1.1-ccs`) count four ahead of Kafka's.
 */
export function restartsPartByPart(version: string): boolean {
  const [, major, minor, build] = /^(\d+)\.(\d+)[^-]*(-c(?:cs|e))?/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  const ahead = build === undefined ? 0 : 4;
  return Number(major) - ahead < 3 || (Number(major) - ahead === 3 && Number(minor) < 2);
}

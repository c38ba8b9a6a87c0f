/** The versions of Kafka Connect that a worker can have. The broker has the version in pom.xml. */

/** The newest version of each other release line that the tests cover. */
export const olderVersions = { "3.9": "3.9.2", "4.1": "4.1.2" } as const;

/**
 * The version in CONNECT_VERSION: `3.9` is the newest 3.9, `3.9.1` exactly this one; unset means
 * the broker's.
 */
export function wantedVersion(broker: string): string {
  const wanted = process.env["CONNECT_VERSION"];
  if (wanted === undefined || wanted === "") return broker;
  const newest: Readonly<Record<string, string>> = { ...olderVersions, [lineOf(broker)]: broker };
  const version = newest[wanted] ?? wanted;
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new Error(
    `CONNECT_VERSION must be ${Object.keys(newest).join(", ")} or a whole version such as ${broker}, ` +
      `but it is "${wanted}"`,
  );
}

function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

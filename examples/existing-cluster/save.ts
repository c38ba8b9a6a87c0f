/**
 * Saves connectors as they are on the cluster, all of them or the named ones:
 *
 *   node --import tsx save.ts http://localhost:8083 [<name>…]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { isSecretKey, isSecretValue } from "pulumi-kafka-connect";

type Config = Record<string, string>;
interface Listed {
  info: { config: Config };
  status: { connector: { state: string } };
}

async function save(url: string, wanted: readonly string[]): Promise<void> {
  const get = async <T>(what: string): Promise<T> => {
    const response = await fetch(`${url}${what}`);
    if (!response.ok) throw new Error(`GET ${what}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const all = await get<Record<string, Listed>>("/connectors?expand=info&expand=status");
  const unknown = wanted.filter((name) => !(name in all));
  if (unknown.length > 0) throw new Error(`there is no connector ${unknown.join(", ")}`);

  const folder = path.join(__dirname, "connectors");
  mkdirSync(folder, { recursive: true });
  for (const [name, { info, status }] of Object.entries(all).sort(([a], [b]) =>
    a.localeCompare(b),
  )) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { name: _, ...live } = info.config;
    const keys = await get<{ name: string; type: string }[]>(
      `/connector-plugins/${live["connector.class"] ?? ""}/config`,
    );
    const passwords = keys.filter(({ type }) => type === "PASSWORD").map((key) => key.name);
    const config: Record<string, string | null> = {};
    for (const [key, value] of Object.entries(live).sort(([a], [b]) => a.localeCompare(b))) {
      const isReference = /^(\$\{[^}:]+:[^}]*\})+$/.test(value);
      const looksSecret = isSecretKey(key) || isSecretValue(value);
      const isSecret = (passwords.includes(key) || looksSecret) && !isReference;
      config[key] = isSecret ? null : value;
      if (isSecret) setSecret(`${name}/${key}`, value);
    }
    const { state } = status.connector;
    const rests = ["PAUSED", "STOPPED"].includes(state) ? { initial_state: state } : {};
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, `${JSON.stringify({ name, config, ...rests }, null, 2)}\n`);
    console.log(`saved ${name}`);
  }
}

/** Into the settings of the stack, encrypted; not as an argument, which others on the machine could read. */
function setSecret(key: string, value: string): void {
  execFileSync("pulumi", ["config", "set", "--secret", key], { cwd: __dirname, input: value });
}

const [url = "http://localhost:8083", ...wanted] = process.argv.slice(2);
save(url, wanted).catch((error: unknown) => {
  console.error(`Failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

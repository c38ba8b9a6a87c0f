import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

export interface AgentScript {
  /** Of a ConfigMap. Packed, since the state holds it twice: 63 kB instead of 140. */
  readonly binaryData: Readonly<Record<string, string>>;
  readonly hash: string;
  /** What Node runs, with the ConfigMap at `folder` and a `/tmp` to write to. */
  readonly start: (folder: string) => string;
}

const FILE = "agent.js.gz";

/** The agent in one file, created by the package's build. */
export function agentScript(): AgentScript {
  const root = path.dirname(require.resolve("pulumi-kafka-connect/package.json"));
  const script = readFileSync(path.join(root, "dist", "healing-agent.js"));
  return {
    binaryData: { [FILE]: gzipSync(script, { level: 9 }).toString("base64") },
    hash: createHash("sha256").update(script).digest("hex"),
    start: (folder) =>
      `const fs = require("fs"); ` +
      `fs.writeFileSync("/tmp/agent.js", require("zlib").gunzipSync(fs.readFileSync("${folder}/${FILE}"))); ` +
      `require("/tmp/agent.js");`,
  };
}

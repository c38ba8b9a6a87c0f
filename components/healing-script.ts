import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

export interface AgentScript {
  /**
   * The key in the ConfigMap. The script is compressed, because the state contains it twice: 63 kB
   * instead of 140.
   */
  readonly binaryData: Readonly<Record<string, string>>;
  readonly hash: string;
  /** The code that Node runs. It needs the ConfigMap at `folder` and a writable `/tmp`. */
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

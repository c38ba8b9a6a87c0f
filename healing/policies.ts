import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parsePolicy, type Policies, type RestartPolicy } from "./policy";

/**
 * Reads the current policies from a folder: the kubelet changes the files of a mounted ConfigMap.
 */
export function readPolicies(
  folder: string,
  onRefused: (file: string, reason: string) => void,
): Policies {
  const policies = new Map<string, RestartPolicy>();
  for (const file of readdirSync(folder).sort()) {
    if (file.startsWith(".")) continue; // Links of the kubelet.
    try {
      policies.set(...parsePolicy(readFileSync(path.join(folder, file), "utf8")));
    } catch (error) {
      onRefused(file, (error as Error).message);
    }
  }
  return policies;
}

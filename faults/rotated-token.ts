import { writeFileSync } from "node:fs";
import { connectError, type Rule } from "../testkit/connect/proxy";
import type { Scenario } from "../testkit/connectors/scenario";

let count = 0;

export function tokenFile(s: Scenario): string {
  return s.file("token");
}

/** At the first call, the token in the file has changed and the old one is no longer accepted. */
export function rotated(s: Scenario): Rule {
  let valid: string | undefined;
  renew(s);
  return ({ authorization }) => {
    valid ??= renew(s);
    return authorization === `Bearer ${valid}` ? undefined : connectError(401, "The token expired");
  };
}

function renew(s: Scenario): string {
  const token = `hunter2-token-${count++}`;
  writeFileSync(tokenFile(s), token);
  return token;
}

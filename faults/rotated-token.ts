import { writeFileSync } from "node:fs";
import { connectError, type Rule } from "../testkit/connect/proxy";
import type { Scenario } from "../testkit/connectors/scenario";

let count = 0;

export function tokenFile(s: Scenario): string {
  return s.file("token");
}

/** The first call finds that its token is no longer the one in the file, nor is it accepted. */
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

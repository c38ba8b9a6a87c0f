/** Two resources of one program that declare the same connector: each would undo the other's changes. */
import { UserError } from "../connect/explain";
import type { Endpoint } from "../endpoint/endpoint";
import { thisRun } from "./this-run";

const NEXT_STEP = "Remove one of the two from the program, or give it another name.";

export function declaredTwice(name: string, url: string): string {
  return (
    `two resources of this program declare the connector "${name}" on ${url}: each would undo what the ` +
    `other changes, and deleting one would leave the connector to the other. ${NEXT_STEP}`
  );
}

/** Keeps the claim of the resource that has the connector. */
export class TwoResourcesError extends UserError {
  constructor(doing: string, url: string) {
    super(`${doing}: another resource of this program manages it on ${url} already. ${NEXT_STEP}`);
  }
}

/** Throws if another resource has created or adopted the connector in this run. */
export function refuseSecond(doing: string, cluster: Endpoint, name: string): void {
  if (thisRun.hasMade(cluster, name)) throw new TwoResourcesError(doing, cluster.url);
}

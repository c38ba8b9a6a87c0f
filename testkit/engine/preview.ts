/** Parts of the output of `pulumi preview --json`. */
import { CONNECTOR_TYPE } from "../../provider/core/resource-types";
import { type Changes, changesIn } from "../../report/changes";
import { readPreview } from "../../report/preview";

export function urn(type: string, name: string): string {
  return `urn:pulumi:production::shop::${type}::${name}`;
}

type Inputs = Readonly<Record<string, unknown>>;

interface Given {
  readonly type?: string;
  readonly parent?: string;
  readonly outputs?: Inputs;
  readonly paths?: readonly string[];
}

/** A step of a connector, or of a resource of another type. */
export function step(op: string, name: string, old?: Inputs, now?: Inputs, given: Given = {}) {
  const { type = CONNECTOR_TYPE, parent = "", outputs = {}, paths = [] } = given;
  const state = (inputs: Inputs) => ({ type, parent, inputs, outputs });
  return {
    op,
    urn: urn(type, name),
    ...(old === undefined ? {} : { oldState: state(old) }),
    ...(now === undefined ? {} : { newState: state(now) }),
    detailedDiff: Object.fromEntries(paths.map((path) => [path, { kind: "update" }])),
  };
}

export function inputs(name: string, config: Inputs = {}, more: Inputs = {}): Inputs {
  const cluster = { url: "http://connect:8083" };
  return { name, class: "Source", state: "running", cluster, config, ...more };
}

export function refusal(name: string, words: string) {
  const message = `error: ${CONNECTOR_TYPE} resource '${name}' has a problem: ${words}\n`;
  return { urn: urn(CONNECTOR_TYPE, name), severity: "error", message };
}

export function document(steps: readonly object[], diagnostics: readonly object[] = []): string {
  return JSON.stringify({ steps, diagnostics, changeSummary: {} });
}

export function changesOf(steps: readonly object[], diagnostics: readonly object[] = []): Changes {
  return changesIn(readPreview(document(steps, diagnostics)));
}

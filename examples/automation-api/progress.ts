/** What the engine's events say, a line each. Their debug messages hold secrets and are left alone. */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

export interface Change {
  readonly op: string;
  readonly name: string;
  readonly type: string;
}

/** Of the steps of a replacement the preview counts the whole, and what is done its last. */
const PLANNED = ["create", "import", "update", "replace", "delete"];
const DONE: Readonly<Record<string, string>> = {
  create: "created",
  import: "imported",
  update: "updated",
  "create-replacement": "replaced",
  delete: "deleted",
};

export function plannedChange({ resourcePreEvent }: EngineEvent): Change | undefined {
  const change = changeIn(resourcePreEvent?.metadata);
  return change !== undefined && PLANNED.includes(change.op) ? change : undefined;
}

/** The line of a resource that was changed, or could not be. */
export function doneLine({ resOutputsEvent, resOpFailedEvent }: EngineEvent): string | undefined {
  const failed = changeIn(resOpFailedEvent?.metadata);
  if (failed !== undefined) return `${failed.op} FAILED: ${failed.name}`;
  const change = changeIn(resOutputsEvent?.metadata);
  const done = DONE[change?.op ?? ""];
  return change === undefined || done === undefined ? undefined : `${done} ${change.name}`;
}

export interface Notice {
  readonly severity: "error" | "warning";
  readonly text: string;
}

/** An error or a warning, with the resource that it is of and without its stack trace. */
export function noticeIn({ diagnosticEvent }: EngineEvent): Notice | undefined {
  if (diagnosticEvent === undefined) return undefined;
  const { severity, message, urn = "" } = diagnosticEvent;
  if (severity !== "error" && severity !== "warning") return undefined;
  const [text = ""] = message
    .replace(/<\{%.*?%\}>/g, "")
    .replace(/^(error|warning): /, "")
    .trim()
    .split(/\n\s+at /);
  // The engine ends with this one, after the ones that say why.
  if (/^(preview|update) failed$/.test(text)) return undefined;
  const isOfStack = urn === "" || urn.includes("::pulumi:pulumi:Stack::");
  return { severity, text: isOfStack ? text : `${nameIn(urn)}: ${text}` };
}

/** Whether a connector would lose its offsets, or a Connect cluster all of its pods. */
export function destroys({ op, type }: Change): boolean {
  return (
    ["replace", "delete"].includes(op) && /\b(Connector|ConnectCluster|StatefulSet)$/.test(type)
  );
}

function changeIn(step: StepEventMetadata | undefined): Change | undefined {
  // The stack and its providers are the engine's own.
  if (step === undefined || step.type.startsWith("pulumi:")) return undefined;
  return { op: step.op, name: nameIn(step.urn), type: step.type };
}

/** A urn is `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

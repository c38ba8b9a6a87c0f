/** Reads a preview into one form, from any of Pulumi's formats. */
import { isMarked } from "../provider/core/secret-mark";
import { SECRET } from "./property-path";

export type Op = "create" | "update" | "replace" | "delete";

export type Properties = Readonly<Record<string, unknown>>;

/** A resource in the preview. */
export interface Step {
  readonly op: Op;
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  /** The old and the new inputs; empty if there are none. */
  readonly old: Properties;
  readonly new: Properties;
  /** The outputs at the last deployment or refresh. */
  readonly outputs: Properties;
  /** The paths of changes: the only sign that a secret changes. */
  readonly paths: readonly string[];
}

const SEVERITIES = ["error", "warning", "info"] as const;
type Severity = (typeof SEVERITIES)[number];

export interface Problem {
  readonly severity: Severity;
  /** Empty if the message concerns no resource. */
  readonly urn: string;
  readonly message: string;
}

export interface Preview {
  /** `project/stack`; empty if it is unknown. */
  readonly stack: string;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  /** Whether the preview is complete. Otherwise some changes and all deletions are missing. */
  readonly finished: boolean;
}

/** The input is not a preview. */
export class NoPreview extends Error {}

/**
 * Reads the output of `pulumi preview --json`, one document or
 * (PULUMI_ENABLE_STREAMING_JSON_PREVIEW) one event per line, and events of the Automation API, one
 * per line or all in a list.
 */
export function readPreview(text: string): Preview {
  if (text.trim() === "") {
    throw new NoPreview(
      "It is empty: `pulumi preview --json` failed before it began, and said why on stderr.",
    );
  }
  const parsed = parse(text) ?? text.split("\n").filter(isFilled).map(parse);
  if (Array.isArray(parsed)) return fromEvents(parsed.map(asEvent));
  const document = parsed as Partial<Document>;
  if (document.changeSummary !== undefined || Array.isArray(document.steps)) {
    return fromDocument(document);
  }
  return fromEvents([asEvent(parsed)]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isFilled(line: string): boolean {
  return line.trim() !== "";
}

/** The used part of the engine's JSON format. */
interface State {
  readonly type: string;
  readonly parent?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
}

type DetailedDiff = Readonly<Record<string, unknown>> | null;

interface Document {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly oldState?: State;
    readonly newState?: State;
    readonly detailedDiff?: DetailedDiff;
  }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly changeSummary: unknown;
}

interface Diagnostic {
  readonly urn?: string;
  readonly message: string;
  readonly severity: string;
}

interface Event {
  readonly sequence: number;
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly old?: State | null;
      readonly new?: State | null;
      readonly detailedDiff?: DetailedDiff;
    };
  };
  readonly diagnosticEvent?: Diagnostic;
  readonly summaryEvent?: { readonly result?: string };
}

function asEvent(value: unknown): Event {
  const known = typeof value === "object" && value !== null && "sequence" in value;
  if (known) return value as Event;
  throw new NoPreview(
    "It is neither what `pulumi preview --json` prints nor a list of engine events.",
  );
}

function fromDocument({ steps = [], diagnostics = [] }: Partial<Document>): Preview {
  const problems = diagnostics.flatMap(problemOf);
  return {
    stack: stackIn(steps.map(({ urn }) => urn)),
    steps: onePerResource(
      steps.map((step) => stepOf(step, step.oldState, step.newState, step.detailedDiff)),
    ),
    problems,
    finished: !problems.some(({ severity }) => severity === "error"),
  };
}

function fromEvents(events: readonly Event[]): Preview {
  const planned = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  return {
    stack: stackIn(planned.map(({ urn }) => urn)),
    steps: onePerResource(
      planned.map((step) => stepOf(step, step.old, step.new, step.detailedDiff)),
    ),
    problems: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent === undefined ? [] : problemOf(diagnosticEvent),
    ),
    finished: events.some(
      ({ summaryEvent }) => summaryEvent !== undefined && summaryEvent.result !== "failed",
    ),
  };
}

/** A replacement consists of up to three steps; the middle one contains everything. */
const OPS: Readonly<Partial<Record<string, Op>>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
};

function stepOf(
  { op: word, urn }: { readonly op: string; readonly urn: string },
  old: State | null | undefined,
  now: State | null | undefined,
  detailedDiff: DetailedDiff | undefined,
): Step | undefined {
  const op = OPS[word];
  if (op === undefined) return undefined;
  return {
    op,
    urn,
    type: now?.type ?? old?.type ?? "",
    parent: now?.parent ?? old?.parent ?? "",
    old: plain(old?.inputs ?? {}) as Properties,
    new: plain(now?.inputs ?? {}) as Properties,
    outputs: plain(old?.outputs ?? {}) as Properties,
    paths: Object.keys(detailedDiff ?? {}),
  };
}

/**
 * The only marks here are secrets. Events wrap a secret that is not a string, and a preview with
 * --show-secrets contains its value.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isMarked(value)) return SECRET;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** With --refresh, the engine may report a resource twice; the later report counts. */
function onePerResource(steps: readonly (Step | undefined)[]): Step[] {
  const known = steps.filter((step) => step !== undefined);
  return [...new Map(known.map((step) => [step.urn, step])).values()];
}

/** Ignores debug events, because the SDK writes secrets into them in plain text. */
function problemOf({ urn = "", message, severity }: Diagnostic): Problem[] {
  const known = SEVERITIES.find((one) => one === severity);
  if (known === undefined) return [];
  const words = message.replace(/^(error|warning): /, "").trim();
  return [{ severity: known, urn, message: words }];
}

/** A urn is `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function stackIn(urns: readonly string[]): string {
  const [, stack, project] = /^urn:pulumi:(.+?)::(.+?)::/.exec(urns[0] ?? "") ?? [];
  return stack === undefined ? "" : `${project ?? ""}/${stack}`;
}

/** The resource's name in the program. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

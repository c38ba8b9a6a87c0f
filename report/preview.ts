/** What a preview says, in one form, whichever way Pulumi wrote it down. */
import { isMarked } from "../provider/core/secret-mark";
import { SECRET } from "./property-path";

export type Op = "create" | "update" | "replace" | "delete";

export type Properties = Readonly<Record<string, unknown>>;

/** A resource that the preview reports on. */
export interface Step {
  readonly op: Op;
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  /** The inputs of before and of now: empty where there are none. */
  readonly old: Properties;
  readonly new: Properties;
  /** What the last deployment or refresh found. */
  readonly outputs: Properties;
  /** The paths of what changes: the only sign that a secret does. */
  readonly paths: readonly string[];
}

const SEVERITIES = ["error", "warning", "info"] as const;
type Severity = (typeof SEVERITIES)[number];

export interface Problem {
  readonly severity: Severity;
  /** Empty for one that concerns no resource. */
  readonly urn: string;
  readonly message: string;
}

export interface Preview {
  /** `project/stack`; empty where nothing names it. */
  readonly stack: string;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  /** Whether it came to its end: else changes are missing, and all deletions are. */
  readonly finished: boolean;
}

/** What was given is no preview. */
export class NoPreview extends Error {}

/**
 * Reads what `pulumi preview --json` prints, one document or (PULUMI_ENABLE_STREAMING_JSON_PREVIEW) an
 * event a line, and the events of the Automation API, an event a line or all in a list.
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

/** The words of the engine's own JSON, in what is used of them here. */
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

/** A replacement comes as up to three steps: the middle one says everything. */
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

/** Of what is here, only secrets are marked. Events wrap a secret that is more than a text, and a preview with --show-secrets holds its value. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isMarked(value)) return SECRET;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** With --refresh the engine may report a resource twice: the later report counts. */
function onePerResource(steps: readonly (Step | undefined)[]): Step[] {
  const known = steps.filter((step) => step !== undefined);
  return [...new Map(known.map((step) => [step.urn, step])).values()];
}

/** Debug events are left alone: in them the SDK writes secrets in plain text. */
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

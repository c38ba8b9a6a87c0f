/** Writes the report: a table of all changes, then each of them key by key. */
import { type Change, COSTS, type Cost, type KeyChange, type Kind, KINDS } from "./change";
import type { Changes } from "./changes";
import { block, code, codeLines, fromWhereTheyDiffer, htmlCode, prose } from "./markdown-text";
import type { Shown } from "./value-text";

/** Identifies the comment of an earlier run. */
export const MARKER = "<!-- pulumi-kafka-connect -->";
/** GitHub accepts 65,536 characters. */
export const MAX_LENGTH = 65_000;

export interface ReportOptions {
  readonly title?: string | undefined;
  /** In characters. */
  readonly maxLength?: number | undefined;
}

export function report(found: Changes, options: ReportOptions = {}): string {
  const { title, maxLength = MAX_LENGTH } = options;
  const { changes } = found;
  const head = [
    `${MARKER}\n## ${title === undefined ? titleOf(found) : prose(title)}`,
    ...statusOf(found),
    ...general("error", found.errors),
    ...general("warning", found.warnings),
  ];
  const intro = fitting(head, maxLength / 2, () => "More did not fit.");
  const rows = fitting(
    changes.map(row),
    maxLength / 2,
    (left) => `| | … and ${left} more: ${countsOf(changes.slice(-left))} | |`,
  );
  const table = changes.length === 0 ? [] : [[...TABLE_HEAD, ...rows].join("\n")];
  const before = [...intro, ...table];
  const sections = fitting(
    sectionsOf(changes),
    maxLength - lengthOf(before),
    (left) =>
      `_Key by key, ${counted(left, "more change")} did not fit. \`pulumi preview --diff\` shows them._`,
  );
  return `${[...before, ...sections].join(BETWEEN)}\n`;
}

const BETWEEN = "\n\n";
/** Reserved for the note that something is missing. */
const NOTE = 200;

/** As many parts as fit, and a note about the others. */
function fitting(parts: readonly string[], most: number, note: (left: number) => string): string[] {
  if (lengthOf(parts) <= most) return [...parts];
  let length = NOTE;
  const fit = parts.findIndex((part) => (length += part.length + BETWEEN.length) > most);
  return [...parts.slice(0, fit), note(parts.length - fit)];
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + BETWEEN.length, 0);
}

function titleOf({ stack }: Changes): string {
  return stack === "" ? "Kafka Connect: preview" : `Kafka Connect: preview of ${code(stack)}`;
}

function statusOf({ changes, errors, others, finished }: Changes): string[] {
  const mistakes = changes.reduce((sum, { mistakes: own }) => sum + own.length, errors.length);
  const beside = Object.entries(others).map(([op, n]) => `${n} to ${op}`);
  return [
    ...(finished
      ? []
      : [
          `**The preview failed${mistakes === 0 ? "" : `: ${counted(mistakes, "error")}`}.** ` +
            "This report lacks everything that the preview did not reach, and all deletions.",
        ]),
    ...(changes.length > 0 ? [`**${countsOf(changes)}.**`] : []),
    ...(changes.length === 0 && finished ? ["No connector and no Connect cluster changes."] : []),
    ...(beside.length === 0 ? [] : [`Other resources: ${beside.join(", ")}.`]),
  ];
}

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  refused: "refused",
  replace: "to replace",
  delete: "to delete",
  update: "to update",
  create: "to create",
};

function countsOf(changes: readonly Change[]): string {
  return KINDS.flatMap((kind) => {
    const n = changes.filter((change) => change.kind === kind).length;
    return n === 0 ? [] : [`${n} ${KIND_WORDS[kind]}`];
  }).join(", ");
}

function counted(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

function general(severity: "error" | "warning", messages: readonly string[]): string[] {
  return messages.map((message) => quoted(severity, message));
}

function quoted(severity: "error" | "warning", message: string): string {
  const word = severity === "error" ? "❌ Error" : "⚠️ Warning";
  return `> **${word}:** ${codeLines(message)}`;
}

const TABLE_HEAD = ["| Change | Name | What happens |", "| --- | --- | --- |"];

const SIGNS: Readonly<Record<Kind, string>> = {
  refused: "❌&nbsp;**refused**",
  replace: "⚠️&nbsp;**replace**",
  delete: "🗑️&nbsp;**delete**",
  update: "✏️&nbsp;update",
  create: "✨&nbsp;create",
};

function row(change: Change): string {
  const { what, kind, name, newName, effects, mistakes, warnings } = change;
  const names = [name, newName].filter((one) => one !== undefined).map((one) => code(one));
  const happens = [
    ...(kind === "refused" ? [counted(mistakes.length, "error")] : effects.map(prose)),
    ...(warnings.length === 0 ? [] : [`⚠️ ${counted(warnings.length, "warning")}`]),
  ];
  return `| ${SIGNS[kind]} | ${what === "cluster" ? "cluster " : ""}${names.join(" → ")} | ${happens.join("; ")} |`;
}

/** Folds longer sections, and all sections if there are many. */
const LONG_SECTION = 10;
const LONG_REPORT = 6000;

function sectionsOf(changes: readonly Change[]): string[] {
  const sections = changes.map((change) => ({ change, body: bodyOf(change) }));
  const filled = sections.filter(({ body }) => body.length > 0);
  const all = filled.reduce((sum, { body }) => sum + lengthOf(body), 0);
  return filled.map(({ change, body }) => {
    const folded =
      change.kind !== "refused" && (all > LONG_REPORT || change.keys.length > LONG_SECTION);
    const [what, kind] = [change.what === "cluster" ? "Cluster " : "", change.kind];
    return folded
      ? block("details", [
          `<summary>${what}${htmlCode(change.name)}: ${kind}, ${counted(change.keys.length, "key")}</summary>`,
          ...body,
        ])
      : [`### ${what}${code(change.name)}: ${kind}`, ...body].join(BETWEEN);
  });
}

function bodyOf({ kind, keys, mistakes, warnings }: Change): string[] {
  return [
    ...(mistakes.length === 0
      ? []
      : [
          [
            "| Key | What is wrong |",
            "| --- | --- |",
            ...mistakes.map(({ key, message }) => `| ${keyCell(key)} | ${codeLines(message)} |`),
          ].join("\n"),
        ]),
    ...warnings.map((warning) => quoted("warning", warning)),
    ...(keys.length === 0 ? [] : [keyTable(kind, keys)]),
  ];
}

function keyCell(key: string): string {
  return key === "" ? "" : code(key);
}

function keyTable(kind: Kind, keys: readonly KeyChange[]): string {
  if (kind === "create") {
    const lines = keys.map(({ key, after }) => `| ${code(key)} | ${cell(after)} |`);
    return ["| Key | Value |", "| --- | --- |", ...lines].join("\n");
  }
  const lines = keys.map(({ key, cost, ...shown }) => {
    const [before, after] = pair(shown.before, shown.after);
    return `| ${code(key)} | ${cell(before)} | ${cell(after)} | ${costCell(cost)} |`;
  });
  return ["| Key | Old | New | Costs |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function costCell(cost: Cost): string {
  return cost === "replace" ? `**${COSTS[cost]}**` : COSTS[cost];
}

function pair(before: Shown, after: Shown): [Shown, Shown] {
  if (typeof before !== "object" || typeof after !== "object") return [before, after];
  const [old, now] = fromWhereTheyDiffer(before.text, after.text);
  return [{ text: old }, { text: now }];
}

function cell(shown: Shown): string {
  if (shown === undefined) return "–";
  if (shown === "secret") return "`[secret]`";
  if (shown === "unknown") return "_known after the deployment_";
  return code(shown.text);
}

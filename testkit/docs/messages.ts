/** Every text that users may read, found in the code by TypeScript itself. */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { repositoryFolder } from "../../sandbox/paths";

export interface Message {
  readonly file: string;
  /** On one line; `…` stands for each value. */
  readonly text: string;
}

/** Folders of the package whose texts appear in a terminal, a log or a report. */
const FOLDERS = ["provider", "plugin", "components", "healing", "cli", "report"];
/** Texts in other languages: shell, and the rules of the JMX exporter. */
const NOT_ENGLISH = ["cli/completion.ts", "components/metrics.ts"];
/** Shorter ones are names, keys and parts of a sentence. */
const FEWEST_WORDS = 4;

export function messages(): Message[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(repositoryFolder, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .sort()
      .map((file) => path.posix.join(folder, file))
      .filter((file) => !NOT_ENGLISH.includes(file))
      .flatMap(messagesOf),
  );
}

function messagesOf(file: string): Message[] {
  const text = readFileSync(path.join(repositoryFolder, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Message[] = [];
  const visit = (node: ts.Node): void => {
    const sentence = sentenceOf(node);
    if (sentence === undefined) {
      node.forEachChild(visit);
      return;
    }
    const line = sentence.replace(/\s+/g, " ").trim();
    if (isSentence(line)) found.push({ file, text: line });
    // A value may contain a sentence of its own.
    valuesOf(node).forEach(visit);
  };
  visit(source);
  return found;
}

/** The text of a literal, or of several that are added. */
function sentenceOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return undefined;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  }
  if (ts.isParenthesizedExpression(node)) return sentenceOf(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) {
    return undefined;
  }
  const [left, right] = [sentenceOf(node.left), sentenceOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? "…") + (right ?? "…");
}

function valuesOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (ts.isParenthesizedExpression(node)) return valuesOf(node.expression);
  if (!ts.isBinaryExpression(node)) return [];
  return [node.left, node.right].flatMap((side) =>
    sentenceOf(side) === undefined ? [side] : valuesOf(side),
  );
}

function isSentence(line: string): boolean {
  return line.split(" ").filter((word) => /^\W*[a-z’']+\W*$/i.test(word)).length >= FEWEST_WORDS;
}

/** Reads declarations in TypeScript, and their doc comments. */
import ts from "typescript";

/** Aliases of types whose values may be Outputs. */
const INPUTS = ["Input", "CredentialInput", "ClusterInput"];

/** The interface or class of this name in our own files. */
export function typeNamed(
  program: ts.Program,
  name: string,
): ts.InterfaceDeclaration | ts.ClassDeclaration {
  for (const file of program.getSourceFiles()) {
    if (file.fileName.includes("node_modules")) continue;
    for (const one of file.statements) {
      const known = ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one);
      if (known && one.name?.text === name) return one;
    }
  }
  throw new Error(`there is no interface or class ${name}`);
}

export function functionNamed(program: ts.Program, name: string): ts.FunctionDeclaration {
  for (const file of program.getSourceFiles()) {
    for (const one of file.statements) {
      if (ts.isFunctionDeclaration(one) && one.name?.text === name) return one;
    }
  }
  throw new Error(`there is no function ${name}`);
}

export function isInput(node: ts.TypeNode): boolean {
  const name = ts.isTypeReferenceNode(node) ? node.typeName.getText() : "";
  return INPUTS.includes(name.replace(/^pulumi\./, ""));
}

export function isFalse(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.FalseKeyword;
}

/** Also those inside an Input. */
export function alternativesOf(node: ts.TypeNode): readonly ts.TypeNode[] {
  const [inside] = ts.isTypeReferenceNode(node) && isInput(node) ? (node.typeArguments ?? []) : [];
  return inside !== undefined && ts.isUnionTypeNode(inside) ? inside.types : [node];
}

export function isStatic(member: ts.TypeElement | ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

export function mayBeUndefined(type: ts.TypeNode): boolean {
  return /\bundefined\b/.test(type.getText());
}

/** The text of a doc comment, with its default. */
export function comment(node: ts.Node): string {
  const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "default");
  const words = ts.getTextOfJSDocComment(doc?.comment)?.trim() ?? "";
  const value = ts
    .getTextOfJSDocComment(tag?.comment)
    ?.replace(/^- /, "")
    .replace(/\s+/g, " ")
    .trim();
  const paragraphs = words.split(/\n\s*\n/).map((text) => text.replace(/\s+/g, " "));
  if (value !== undefined) paragraphs.push(`Default: ${value}.`);
  return paragraphs.filter((text) => text !== "").join("\n\n");
}

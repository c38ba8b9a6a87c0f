/** The doc comments of an interface, read by TypeScript itself. */
import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Documented {
  /** The text before the tags, on one line. */
  readonly text: string;
  /** The text of `@default`. */
  readonly default: string | undefined;
}

/** By the path of each property, such as `image.init` for a nested one. */
export function documented(file: string, interfaceName: string): Map<string, Documented> {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const declaration = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  );
  if (declaration === undefined) throw new Error(`${file} has no interface ${interfaceName}`);
  const found = new Map<string, Documented>();
  collect(declaration, "", found);
  return found;
}

function collect(node: ts.Node, path: string, found: Map<string, Documented>): void {
  node.forEachChild((child) => {
    if (!ts.isPropertySignature(child)) {
      // The literal of a property, or a part of its union or intersection.
      if (ts.isTypeNode(child)) collect(child, path, found);
      return;
    }
    const name = `${path}${child.name.getText()}`;
    found.set(name, commentOf(child));
    if (child.type !== undefined) collect(child.type, `${name}.`, found);
  });
}

function commentOf(node: ts.Node): Documented {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "default");
  return { text: onOneLine(comment?.comment) ?? "", default: onOneLine(tag?.comment) };
}

function onOneLine(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string | undefined {
  return ts.getTextOfJSDocComment(comment)?.replace(/\s+/g, " ").trim();
}

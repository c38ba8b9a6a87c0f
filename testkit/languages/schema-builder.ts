/** Turns the types and doc comments of TypeScript into those of a Pulumi schema. */
import ts from "typescript";
import { PLUGIN } from "../../provider/core/resource-types";
import {
  alternativesOf,
  comment,
  functionNamed,
  typeNamed,
  isFalse,
  isInput,
  isStatic,
  mayBeUndefined,
} from "./declarations";

export type Json = Readonly<Record<string, unknown>>;

const ANY = { $ref: "pulumi.json#/Any" };
const TEXT = { type: "string" };

/** Names for types without a name in TypeScript, by the property that has the type. */
const UNNAMED: Readonly<Record<string, string>> = {
  "ConnectCluster.basicAuth": "WorkerBasicAuth",
  "ConnectCluster.tls": "WorkerTls",
  "Healing.restartPolicy": "HealingRestartPolicy",
  "HealingRestartPolicy.type": "RestartPolicyType",
  "KafkaSecurity.authentication": "KafkaAuthentication",
  "KafkaSecurity.tls": "KafkaTls",
  "MountedSecret.keyItems": "MountedKey",
  "RestartPolicy.type": "RestartPolicyType",
};

export class SchemaBuilder {
  readonly types: Record<string, Json> = {};
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  /** The declaration behind each name. */
  readonly #nodes = new Map<string, string>();
  /** A component gets its arguments as the program gives them: only some may be Outputs. */
  #isComponent = false;

  constructor(files: readonly string[]) {
    this.#program = ts.createProgram([...files], {
      strict: true,
      skipLibCheck: true,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
    });
    this.#checker = this.#program.getTypeChecker();
  }

  /** The declaration with this name, and all its properties or only these. */
  object(name: string, only?: readonly string[]): ObjectSchema {
    const declaration = typeNamed(this.#program, name);
    const members = this.#members(declaration.members, name.replace(/Args$/, ""), only);
    return { ...members, description: comment(declaration) };
  }

  /** The arguments of a component. */
  component(name: string): ObjectSchema {
    this.#isComponent = true;
    try {
      return this.object(name);
    } finally {
      this.#isComponent = false;
    }
  }

  /** The doc comment of a function. */
  words(name: string): string {
    return comment(functionNamed(this.#program, name));
  }

  #members(
    members: Iterable<ts.TypeElement | ts.ClassElement>,
    owner: string,
    only?: readonly string[],
  ) {
    const all = [...members].flatMap((member): Member[] => {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return [];
      if (member.type === undefined || isStatic(member)) return [];
      const optional = member.questionToken !== undefined || mayBeUndefined(member.type);
      return [{ node: member, type: member.type, optional }];
    });
    return this.#described(
      all.filter(({ node }) => only === undefined || only.includes(node.name.getText())),
      owner,
    );
  }

  /** The properties of a type that TypeScript computes from others: `A & B`, `Partial<A>`. */
  #computed(node: ts.TypeNode, owner: string) {
    const properties = this.#checker.getTypeFromTypeNode(node).getProperties();
    const all = properties.map(({ name, declarations = [], flags }): Member => {
      const [declaration] = declarations;
      if (declaration === undefined || !ts.isPropertySignature(declaration) || !declaration.type) {
        throw new Error(`${owner}.${name} is declared nowhere`);
      }
      const optional = (flags & ts.SymbolFlags.Optional) !== 0;
      return { node: declaration, type: declaration.type, optional };
    });
    return this.#described(all, owner);
  }

  #described(members: readonly Member[], owner: string) {
    const properties: Record<string, Json> = {};
    const required: string[] = [];
    for (const { node, type, optional } of members) {
      const name = node.name.getText();
      const description = comment(node);
      properties[name] = {
        ...this.#place(type, `${owner}.${name}`),
        ...(description === "" ? {} : { description }),
      };
      if (!optional) required.push(name);
    }
    return { properties, required };
  }

  /** A type where a value is given. */
  #place(node: ts.TypeNode, property: string): Json {
    const type = this.#type(node, property);
    return this.#isComponent && !isInput(node) && type !== ANY ? { ...type, plain: true } : type;
  }

  /** `property`, with its owner, names what has no name of its own. */
  #type(node: ts.TypeNode, property: string): Json {
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) {
      return this.#type(node.type, property);
    }
    if (ts.isArrayTypeNode(node)) {
      return { type: "array", items: this.#place(node.elementType, property) };
    }
    if (ts.isUnionTypeNode(node)) return this.#union(node, property);
    if (ts.isTypeLiteralNode(node)) {
      return this.#named(property, node, (name) => this.#members(node.members, name));
    }
    if (ts.isIntersectionTypeNode(node)) {
      return this.#named(property, node, (name) => this.#computed(node, name));
    }
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, property);
    if (isFalse(node)) return { type: "boolean" };
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return TEXT;
      case ts.SyntaxKind.BooleanKeyword:
        return { type: "boolean" };
      case ts.SyntaxKind.NumberKeyword: // All numbers count something.
        return { type: "integer" };
      case ts.SyntaxKind.UnknownKeyword:
        return ANY;
      default:
        throw new Error(`${property}: the schema has no type for ${node.getText()}`);
    }
  }

  #reference(node: ts.TypeReferenceNode, property: string): Json {
    const name = node.typeName.getText().replace(/^pulumi\./, "");
    const [first, second] = node.typeArguments ?? [];
    if (["Input", "Output", "Unwrap"].includes(name) && first !== undefined) {
      return this.#type(first, property);
    }
    if (name === "Record" && second !== undefined) {
      return { type: "object", additionalProperties: this.#place(second, property) };
    }
    if (["Partial", "Omit", "Pick"].includes(name)) {
      return this.#named(property, node, (owner) => this.#computed(node, owner));
    }
    const symbol = this.#checker.getSymbolAtLocation(node.typeName);
    const target =
      symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0
        ? this.#checker.getAliasedSymbol(symbol)
        : symbol;
    const declaration = target?.declarations?.[0];
    if (declaration === undefined) throw new Error(`${property}: ${name} is declared nowhere`);
    // A schema does not refer to other packages.
    if (declaration.getSourceFile().fileName.includes("/@pulumi/kubernetes/")) return ANY;
    if (this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile())) {
      throw new Error(`${property}: the schema has no type for ${node.getText()}`);
    }
    if (ts.isInterfaceDeclaration(declaration)) {
      return this.#named(name, declaration, (owner) => ({
        description: comment(declaration),
        ...(declaration.heritageClauses === undefined
          ? this.#members(declaration.members, owner)
          : this.#computed(node, owner)),
      }));
    }
    if (!ts.isTypeAliasDeclaration(declaration)) throw new Error(`${property}: ${name} is no type`);
    if (name === "ClusterInput") return this.#endpoint(declaration.type, property);
    if (name === "CredentialInput") return this.#credential(declaration);
    const made = this.#type(declaration.type, name);
    const token = String(made.$ref).replace("#/types/", "");
    const type = this.types[token];
    if (type !== undefined) this.types[token] = { description: comment(declaration), ...type };
    return made;
  }

  /** `Input<ConnectEndpoint> | HasEndpoint`: only a TypeScript program can pass a resource. */
  #endpoint(node: ts.TypeNode, property: string): Json {
    if (!ts.isUnionTypeNode(node) || node.types[0] === undefined) throw new Error(property);
    return this.#type(node.types[0], property);
  }

  /** `string | { env } | { file }`. */
  #credential(declaration: ts.TypeAliasDeclaration): Json {
    if (!ts.isUnionTypeNode(declaration.type)) throw new Error("CredentialInput is no union");
    const literals = declaration.type.types.filter(ts.isTypeLiteralNode);
    const all = literals.map(
      ({ members }) => this.#members(members, "CredentialSource").properties,
    );
    const source = this.#named("CredentialSource", declaration, () => ({
      description: "Where the provider reads a value. Give one of the two.",
      properties: Object.assign({}, ...all) as Json,
      required: [],
    }));
    return { oneOf: [TEXT, source] };
  }

  #union(node: ts.UnionTypeNode, property: string): Json {
    const types = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    const [only] = types;
    if (types.length === 1 && only !== undefined) return this.#type(only, property);
    // `"running" | (string & {})`: any text, with some known values.
    if (types.some((type) => /^\(string & \{\}\)$/.test(type.getText()))) return TEXT;
    const values = types.map((type) =>
      ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)
        ? type.literal.text
        : undefined,
    );
    if (values.every((value) => value !== undefined)) {
      const list = values.map((value) => ({ value }));
      return this.#named(property, node, () => ({ type: "string", enum: list }));
    }
    if (types.some(isFalse)) {
      const alternatives = types.flatMap(alternativesOf);
      return { oneOf: alternatives.map((type) => this.#place(type, property)) };
    }
    if (types.every((type) => this.#isMap(type))) {
      return this.#named(property, node, (name) => this.#eitherOf(types, name));
    }
    const made = types.map((type) => this.#place(type, property));
    const kinds = made.map(({ type }) => type);
    // Connect knows only texts, and the engine's importer loses the values of a map of unions.
    if (kinds.every((kind) => ["string", "integer", "boolean"].includes(String(kind)))) return TEXT;
    return { oneOf: made };
  }

  #isMap(node: ts.TypeNode): boolean {
    return (this.#checker.getTypeFromTypeNode(node).flags & ts.TypeFlags.Object) !== 0;
  }

  /** Maps that differ in their keys, as one whose keys are optional. */
  #eitherOf(types: readonly ts.TypeNode[], owner: string) {
    const all = types.map((type) => this.#computed(type, owner));
    const [first] = all;
    const required = (first?.required ?? []).filter((key) =>
      all.every((one) => one.required.includes(key)),
    );
    const properties = all.map((one) => one.properties);
    return { properties: Object.assign({}, ...properties) as Record<string, Json>, required };
  }

  #named(property: string, node: ts.Node, make: (name: string) => Json): Json {
    const own = property.replace(/^.*\./, "").replace(/Args$/, "");
    const name = UNNAMED[property] ?? `${own.charAt(0).toUpperCase()}${own.slice(1)}`;
    const token = `${PLUGIN}:${name}`;
    const text = node.getText();
    const known = this.#nodes.get(name);
    if (known !== undefined && known !== text) throw new Error(`${property}: ${name} is two types`);
    if (known === undefined) {
      this.#nodes.set(name, text);
      this.types[token] = {}; // Types may refer to themselves.
      const made = make(name);
      this.types[token] = "enum" in made ? made : { type: "object", ...made };
    }
    return { $ref: `#/types/${token}` };
  }
}

interface ObjectSchema {
  readonly properties: Record<string, Json>;
  readonly required: string[];
  readonly description: string;
}

interface Member {
  readonly node: ts.PropertySignature | ts.PropertyDeclaration;
  readonly type: ts.TypeNode;
  readonly optional: boolean;
}

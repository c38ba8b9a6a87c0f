/** The plugin's schema, from the types and doc comments of the TypeScript package. */
import * as path from "node:path";
import ts from "typescript";
import { repositoryFolder } from "../sandbox/paths";

type Json = Readonly<Record<string, unknown>>;

export const NAME = "pulumi-kafka-connect";
const ANY = { $ref: "pulumi.json#/Any" };
const TEXT = { type: "string" };

/** Names for what has none of its own in TypeScript, by the property that has it. */
const UNNAMED: Readonly<Record<string, string>> = {
  basicAuth: "BasicAuth",
  type: "RestartPolicyType",
};
const OF_CONFIGURATION = " Default: the cluster of the provider's configuration.";

export class SchemaBuilder {
  readonly types: Record<string, Json> = {};
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor(files: readonly string[]) {
    this.#program = ts.createProgram([...files], {
      strict: true,
      skipLibCheck: true,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
    });
    this.#checker = this.#program.getTypeChecker();
  }

  /** The declaration of this name, with its properties. */
  object(name: string): {
    properties: Record<string, Json>;
    required: string[];
    description: string;
  } {
    const declaration = this.#declaration(name);
    return { ...this.#members(declaration.members), description: comment(declaration) };
  }

  /** What a function of this name says of itself. */
  words(name: string): string {
    for (const file of this.#program.getSourceFiles()) {
      for (const one of file.statements) {
        if (ts.isFunctionDeclaration(one) && one.name?.text === name) return comment(one);
      }
    }
    throw new Error(`there is no function ${name}`);
  }

  #declaration(name: string): ts.InterfaceDeclaration | ts.ClassDeclaration {
    for (const file of this.#program.getSourceFiles()) {
      if (file.fileName.includes("node_modules")) continue;
      for (const one of file.statements) {
        const known = ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one);
        if (known && one.name?.text === name) return one;
      }
    }
    throw new Error(`there is no interface or class ${name}`);
  }

  #members(members: ts.NodeArray<ts.TypeElement | ts.ClassElement>) {
    const properties: Record<string, Json> = {};
    const required: string[] = [];
    for (const member of members) {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
      if (member.type === undefined || isStatic(member)) continue;
      const name = member.name.getText();
      const description = comment(member);
      properties[name] = {
        ...this.#type(member.type, name),
        ...(description === "" ? {} : { description }),
      };
      const optional = member.questionToken !== undefined || mayBeUndefined(member.type);
      if (!optional) required.push(name);
    }
    return { properties, required };
  }

  /** `property` names what has no name of its own. */
  #type(node: ts.TypeNode, property: string): Json {
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) {
      return this.#type(node.type, property);
    }
    if (ts.isArrayTypeNode(node)) {
      return { type: "array", items: this.#type(node.elementType, property) };
    }
    if (ts.isUnionTypeNode(node)) return this.#union(node, property);
    if (ts.isTypeLiteralNode(node)) {
      return this.#named(property, () => ({ type: "object", ...this.#members(node.members) }));
    }
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, property);
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
      return { type: "object", additionalProperties: this.#type(second, property) };
    }
    const symbol = this.#checker.getSymbolAtLocation(node.typeName);
    const target =
      symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0
        ? this.#checker.getAliasedSymbol(symbol)
        : symbol;
    const declaration = target?.declarations?.[0];
    if (declaration === undefined) throw new Error(`${property}: ${name} is declared nowhere`);
    if (this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile())) {
      throw new Error(`${property}: the schema has no type for ${node.getText()}`);
    }
    if (ts.isInterfaceDeclaration(declaration)) {
      const description = comment(declaration);
      return this.#named(name.replace(/Args$/, ""), () => ({
        type: "object",
        description,
        ...this.#members(declaration.members),
      }));
    }
    if (!ts.isTypeAliasDeclaration(declaration)) throw new Error(`${property}: ${name} is no type`);
    if (name === "ClusterInput") return this.#endpoint(declaration.type, property);
    if (name === "CredentialInput") return this.#credential(declaration);
    const made = this.#type(declaration.type, name);
    const token = `${NAME}:index:${name}`;
    const type = this.types[token];
    if (type !== undefined) this.types[token] = { description: comment(declaration), ...type };
    return made;
  }

  /** `Input<ConnectEndpoint> | HasEndpoint`: only a program can hand over a resource. */
  #endpoint(node: ts.TypeNode, property: string): Json {
    if (!ts.isUnionTypeNode(node) || node.types[0] === undefined) throw new Error(property);
    return this.#type(node.types[0], property);
  }

  /** `string | { env } | { file }`. */
  #credential(declaration: ts.TypeAliasDeclaration): Json {
    if (!ts.isUnionTypeNode(declaration.type)) throw new Error("CredentialInput is no union");
    const literals = declaration.type.types.filter(ts.isTypeLiteralNode);
    const all = literals.map((literal) => this.#members(literal.members).properties);
    const source = this.#named("CredentialSource", () => ({
      type: "object",
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
    // `"running" | (string & {})`: any text, of which some are known.
    if (types.some((type) => /^\(string & \{\}\)$/.test(type.getText()))) return TEXT;
    const values = types.map((type) =>
      ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)
        ? type.literal.text
        : undefined,
    );
    if (values.every((value) => value !== undefined)) {
      const list = values.map((value) => ({ value }));
      return this.#named(property, () => ({ type: "string", enum: list }));
    }
    const kinds = types.map((type) => this.#type(type, property).type);
    // Connect has only texts, and the engine's importer loses the values of a map of unions.
    if (kinds.every((kind) => ["string", "integer", "boolean"].includes(String(kind)))) return TEXT;
    throw new Error(`${property}: the schema has no type for ${node.getText()}`);
  }

  #named(given: string, make: () => Json): Json {
    const name = UNNAMED[given] ?? given;
    const token = `${NAME}:index:${name}`;
    if (!(token in this.types)) {
      this.types[token] = {}; // Types may refer to themselves.
      this.types[token] = make();
    }
    return { $ref: `#/types/${token}` };
  }
}

function isStatic(member: ts.TypeElement | ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

function mayBeUndefined(type: ts.TypeNode): boolean {
  return /\bundefined\b/.test(type.getText());
}

/** The words of a doc comment and its default. */
function comment(node: ts.Node): string {
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

export function pluginSchema(version: string): Json {
  const builder = new SchemaBuilder(
    // In this order: the arguments of the dynamic resource are the documented ones.
    ["index.ts", "native.ts"].map((file) => path.join(repositoryFolder, file)),
  );
  const args = builder.object("ConnectorArgs");
  const outputs = builder.object("Connector");
  const withDefault = ({ properties, required }: ReturnType<SchemaBuilder["object"]>) => {
    const { cluster = {}, ...rest } = properties;
    const text = typeof cluster.description === "string" ? cluster.description : "";
    return {
      properties: { cluster: { ...cluster, description: text + OF_CONFIGURATION }, ...rest },
      required: required.filter((name) => name !== "cluster"),
    };
  };
  const inputs = withDefault(args);
  const configuration = builder.object("ProviderArgs");
  const getter = (name: string, args: string, result: string) => {
    const { description: _, ...returned } = builder.object(result);
    return {
      description: builder.words(name),
      inputs: { type: "object", ...withDefault(builder.object(args)) },
      outputs: { type: "object", ...returned },
    };
  };
  return {
    name: NAME,
    displayName: "Kafka Connect",
    version,
    description: "Connectors of Kafka Connect as resources.",
    keywords: [
      "pulumi",
      "kafka",
      "kafka-connect",
      "connector",
      "kind/native",
      "category/infrastructure",
    ],
    license: "Apache-2.0",
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: configuration.properties },
    provider: {
      description: configuration.description,
      inputProperties: configuration.properties,
    },
    resources: {
      [`${NAME}:index:Connector`]: {
        description: outputs.description,
        properties: outputs.properties,
        required: outputs.required,
        inputProperties: inputs.properties,
        requiredInputs: inputs.required,
        aliases: [{ type: "pulumi-nodejs:dynamic/kafkaconnect:Connector" }],
      },
    },
    functions: {
      [`${NAME}:index:getConnectorStatus`]: getter(
        "getConnectorStatus",
        "GetConnectorStatusArgs",
        "StatusOutputs",
      ),
      [`${NAME}:index:getConnectorPlugins`]: getter(
        "getConnectorPlugins",
        "GetConnectorPluginsArgs",
        "GetConnectorPluginsResult",
      ),
    },
    types: Object.fromEntries(Object.entries(builder.types).sort()),
    language: {
      nodejs: { packageName: "pulumi-kafka-connect-native", respectSchemaVersion: true },
      python: {
        packageName: "pulumi_kafka_connect",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
        inputTypes: "classes-and-dicts",
      },
      go: {
        importBasePath: "pulumi-kafka-connect/sdk/go/kafkaconnect",
        rootPackageName: "kafkaconnect",
        respectSchemaVersion: true,
      },
    },
  };
}

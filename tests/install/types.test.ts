import { expect } from "chai";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { install } from "../../testkit/engine/installation";

const program = `
import { ConnectCluster, Connector, type ConnectorArgs, type ObservedState } from "pulumi-kafka-connect";
import * as native from "pulumi-kafka-connect/native";
import type { Output } from "@pulumi/pulumi";

const args: ConnectorArgs = {
  cluster: { url: "http://localhost:8083" },
  class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
};
export const state: Output<ObservedState> = new Connector("source", args).state;
export const observed: Output<ObservedState> = new native.Connector("sink", args).state;
// @ts-expect-error There is no such argument: the types are not any.
export const cluster = new ConnectCluster("connect", { nothing: 1 });
`;

const { CommonJS, Node16, NodeNext, ESNext } = ts.ModuleKind;
const kinds = {
  // The setting of Pulumi's older templates, which ignores the package's exports.
  node10: { module: CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
  node16: { module: Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};
/** ESM and CommonJS; a bundler gets ESM. */
const programs: Record<keyof typeof kinds, readonly string[]> = {
  node10: ["program.cts"],
  node16: ["program.mts", "program.cts"],
  nodenext: ["program.mts", "program.cts"],
  bundler: ["program.mts"],
};

describe("the types", function () {
  this.timeout(240_000);

  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    it(`resolve under ${kind}, in a program like ${programs[kind].join(" and ")}`, async () => {
      const folder = await install("copy");
      const files = programs[kind].map((name) => path.join(folder, name));
      for (const file of files) writeFileSync(file, program);
      const compiled = ts.createProgram(files, {
        ...kinds[kind],
        target: ts.ScriptTarget.ES2022,
        strict: true,
        noEmit: true,
        types: ["node"],
        typeRoots: [path.join(folder, "node_modules", "@types")],
      });
      const ours = compiled
        .getSourceFiles()
        .filter((file) => file.fileName.includes("/node_modules/pulumi-kafka-connect/dist/"));
      expect(ours.length).to.be.greaterThan(5);
      const checked = [...files.map((file) => compiled.getSourceFile(file)), ...ours];
      // Errors in our declarations too, which a program with `skipLibCheck: false` would report.
      const diagnostics = checked.flatMap((file) => ts.getPreEmitDiagnostics(compiled, file));
      expect(diagnostics.map(inWords)).to.deep.equal([]);
    });
  }
});

function inWords({ file, messageText }: ts.Diagnostic): string {
  const words = ts.flattenDiagnosticMessageText(messageText, "\n");
  return `${path.basename(file?.fileName ?? "")}: ${words}`;
}

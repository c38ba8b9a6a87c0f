import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { tableRows } from "../../testkit/docs/markdown";

/** File and title of a test. */
type Test = readonly [file: string, title: string];

const LANGUAGES = "tests/native/languages.test.ts"; // Runs once for each language with the plugin.
const CLUSTER: Test = ["tests/cluster/languages.test.ts", "comes up with a connector on it"];
const UP = "creates connectors, changes nothing when nothing has changed, and follows drift";
const IMPORT = "adopts a connector by the option `import`, and writes only what differs from it";
const dynamic = (file: string, title: string): Test => [`tests/lifecycle/${file}.test.ts`, title];

/** By feature: the test of the dynamic resource, and the shared test of the languages with the plugin. */
const tests: Readonly<Record<string, { readonly dynamic?: Test; readonly plugin?: Test }>> = {
  "`pulumi up`": {
    dynamic: dynamic(
      "create",
      "creates a source and a sink with one POST each and waits until their tasks run",
    ),
    plugin: [LANGUAGES, UP],
  },
  "No change": {
    dynamic: dynamic("create", "writes nothing and plans nothing when nothing has changed"),
    plugin: [LANGUAGES, UP],
  },
  "`pulumi refresh`": {
    dynamic: dynamic(
      "drift",
      "of a key, of tasks.max, of the state, and of a deleted connector is seen by refresh and repaired by the next up",
    ),
    plugin: [LANGUAGES, UP],
  },
  "Option `import`, `get`": { plugin: [LANGUAGES, IMPORT] },
  "Text of `pulumi import`": {
    plugin: [
      "tests/native/import.test.ts",
      "generates a program without secrets, which then changes and writes nothing",
    ],
  },
  "Validation in preview": {
    dynamic: dynamic(
      "failure",
      "is caught in the preview with the keys' names, all of them at once",
    ),
    plugin: [
      LANGUAGES,
      "is validated by Connect in the preview, for a new connector and for a changed one",
    ],
  },
  Secrets: {
    dynamic: dynamic("secrets", "in the config appears nowhere when the run succeeds"),
    plugin: [
      LANGUAGES,
      "keeps secrets out of the state and out of its output, by mark, name and type",
    ],
  },
  "Ctrl-C ends waits": {
    plugin: [
      LANGUAGES,
      "stops waiting at once after Ctrl-C, and the next run creates only what is missing",
    ],
  },
  "`ConnectorSet`": {
    dynamic: dynamic(
      "set",
      "is created with one POST each, updated connector by connector, and deleted as a whole",
    ),
    plugin: [LANGUAGES, "manages a set of connectors: a change of one of them touches no other"],
  },
  "`ConnectCluster`": {
    dynamic: [
      "tests/cluster/connect-cluster.test.ts",
      "comes up, lists both plugins, and runs a connector of one beside the others",
    ],
    plugin: CLUSTER,
  },
};

const COLUMNS = ["dynamic", "plugin", "plugin", "plugin", "plugin"] as const;

const titles = (text: string) =>
  [...text.matchAll(/\bit(?:OfAny)?\(\s*"([^"]*)"/g)].map(([, title]) => title);

describe("docs/languages.md", () => {
  const page = readFileSync(path.join(repositoryFolder, "docs/languages.md"), "utf8");
  const table = page.slice(page.indexOf("## What works where"));
  const rows = tableRows(table);

  it("has a row for each feature", () => {
    expect(rows.map(([feature]) => feature)).to.deep.equal(Object.keys(tests));
  });

  for (const [feature = "", ...cells] of rows) {
    it(`marks ${feature} as tested only where a test exists, and otherwise gives a reason`, () => {
      for (const [i, cell] of cells.entries()) {
        const where = `${feature}, column ${i + 1}: ${cell}`;
        const kind = COLUMNS[i];
        if (/^Tested( \(\d\))?$/.test(cell)) {
          const [file, title] = (kind && tests[feature]?.[kind]) ?? ["", ""];
          expect(file, where).to.not.equal("");
          const text = readFileSync(path.join(repositoryFolder, file), "utf8");
          // Some run for one language in `make test`, and for all in `make proof`.
          expect(titles(text), where).to.include(title);
        }
        const [, note] = /\((\d)\)$/.exec(cell) ?? [];
        if (note !== undefined) expect(table, where).to.match(new RegExp(`^${note}\\. \\S`, "m"));
        else expect(cell, where).to.match(/^(Tested$|(None|No|Refused): \S)/);
      }
    });
  }
});

import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { changesIn } from "../../report/changes";
import { MARKER, report } from "../../report/markdown";
import { code } from "../../report/markdown-text";
import { readPreview } from "../../report/preview";
import { changesOf, inputs, refusal, step } from "../../testkit/engine/preview";

/** Real output of the engine for a secret, a rename, a plugin and an invalid key, shortened. */
const real = readFileSync(path.join(__dirname, "pull-request.json"), "utf8");

function updated(name: string, config: Record<string, string>) {
  const keys = Object.keys(config);
  const before = Object.fromEntries(keys.map((key) => [key, "old"]));
  const paths = keys.map((key) => `config["${key}"]`);
  return step("update", name, inputs(name, before), inputs(name, config), { paths });
}

describe("the report of a preview", () => {
  it("is the one that the page on pull requests shows", () => {
    const page = readFileSync(path.join(repositoryFolder, "docs", "pull-requests.md"), "utf8");
    expect(page).to.contain(`\`\`\`text\n${report(changesIn(readPreview(real)))}\`\`\``);
  });

  it("starts with the marker, and accepts a title without mentioning anybody", () => {
    const text = report(changesOf([]), { title: "For @team *all*" });
    expect(text.startsWith(`${MARKER}\n## For @&#8203;team &#42;all&#42;\n`)).to.equal(true);
    expect(text).to.contain("No connector and no Connect cluster changes.");
  });

  it("says that nothing changes only if the preview was complete", () => {
    const boom = { severity: "error", message: "error: boom\n    at main (index.ts:1:1)\n" };
    const text = report(changesOf([], [boom]));
    expect(text).to.contain("**The preview failed: 1 error.**").and.contain("`boom`");
    expect(text).to.not.contain("No connector").and.not.contain("index.ts");
  });

  it("escapes any config value, so it stays in its line and cell", () => {
    const evil = "a|b `c` <img src=x>\n| @team [x](http://e) \u202Edcba\u0007";
    const lines = report(changesOf([updated("a", { x: evil })])).split("\n");
    const row = lines.find((line) => line.startsWith('| `config["x"]`')) ?? "";
    expect(row.split("|")).to.have.length(6);
    expect(row).to.contain("a&#124;b").and.contain("&#60;img").and.contain("↵");
    expect(row).to.not.match(/<img|@team|\]\(|\p{C}/u);
  });

  it("closes code spans correctly", () => {
    for (const [text, written] of [
      ["plain", "`plain`"],
      ["", "(empty)"],
      ["a `b` c", "``a `b` c``"],
      ["``", "``` `` ```"],
      [" padded ", "`  padded  `"],
      ["a|b", "<code>a&#124;b</code>"],
      ["x".repeat(130), `\`${"x".repeat(119)}…\``],
    ] as const) {
      expect(code(text), text).to.equal(written);
    }
  });

  it("shows where two long values differ, and otherwise their beginnings", () => {
    const tables = Array.from({ length: 20 }, (_, i) => `public.table_${i}`).join();
    const row = (before: string, after: string) => {
      const paths = ['config["x"]'];
      const change = step("update", "a", inputs("a", { x: before }), inputs("a", { x: after }), {
        paths,
      });
      return report(changesOf([change]))
        .split("\n")
        .find((line) => line.startsWith('| `config["x"]`'));
    };
    expect(row(tables, `${tables},public.orders`)).to.equal(
      '| `config["x"]` | `…ublic.table_18,public.table_19` | `…ublic.table_18,public.table_19,public.orders` | restarts |',
    );
    expect(row(`old ${tables}`, `new ${tables}`)).to.match(
      /\| `old public.*…` \| `new public.*…` \|/,
    );
  });

  it("folds a long section, and never one with errors", () => {
    const config = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`key.${i}`, "new"]));
    const text = report(changesOf([updated("long", config), updated("short", { x: "1" })]));
    expect(text).to.contain("<summary><code>long</code>: update, 11 keys</summary>");
    expect(text).to.contain("### `short`: update");
    const mistakes = Object.keys(config).map((key) => refusal("long", `config["${key}"]: no`));
    expect(report(changesOf([updated("long", config)], mistakes))).to.not.contain("<details>");
  });

  for (const [connectors, limit] of [
    [40, 6000],
    [2000, 65_000],
  ] as const) {
    it(`of ${connectors} connectors stays below ${limit} characters, and counts what it leaves out`, () => {
      const steps = Array.from({ length: connectors }, (_, i) =>
        updated(`connector-${i}`, { "some.key": "v".repeat(100) }),
      );
      const text = report(changesOf(steps), { maxLength: limit });
      expect(text.length).to.be.within(limit / 2, limit);
      expect(text).to.contain(`**${connectors} to update.**`);
      const shown = text.split("<details>").length - 1;
      expect(text).to.contain(`_Key by key, ${connectors - shown} more changes did not fit`);
      expect(text.split("</details>").length - 1).to.equal(shown);
    });
  }

  it("stays below every limit, with the note about what it leaves out", () => {
    const steps = Array.from({ length: 40 }, (_, i) => updated(`c${i}`, { key: "v".repeat(i) }));
    const changes = changesOf(steps);
    for (let maxLength = 4000; maxLength < 5000; maxLength += 7) {
      const { length } = report(changes, { maxLength });
      expect(length, `limit ${maxLength}`).to.be.within(maxLength - 1000, maxLength);
    }
  });

  it("fits into a comment on GitHub by default", () => {
    const steps = Array.from({ length: 2000 }, (_, i) => updated(`c${i}`, { key: "v" }));
    expect(report(changesOf(steps)).length).to.be.within(50_000, 65_536);
  });
});

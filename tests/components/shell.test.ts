import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { commandLine, quote } from "../../components/shell";

describe("shell", () => {
  it("leaves a plain word as it is", () => {
    expect(quote("/mnt/plugins-volume/a.b:8083")).to.equal("/mnt/plugins-volume/a.b:8083");
  });

  const quoted: [string, string][] = [
    ["", "''"],
    ["a b", "'a b'"],
    ["$HOME `id`", "'$HOME `id`'"],
    ["it's", "'it'\\''s'"],
    ["~", "'~'"],
    ["a=b", "'a=b'"],
  ];
  for (const [text, word] of quoted) {
    it(`writes ${JSON.stringify(text)} as ${word}`, () => expect(quote(text)).to.equal(word));
  }

  it("refuses what no word can hold", () => {
    expect(() => quote("a\0b")).to.throw("a shell word cannot hold a NUL");
  });

  it("gives any text to a command unchanged", function () {
    this.timeout(30_000);
    const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"));
    const check = (texts: string[]) => {
      const script = commandLine("printf", "%s\\n", ...texts, "end");
      const output = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      expect(output).to.equal([...texts, "end"].map((value) => `${value}\n`).join(""));
    };
    fc.assert(fc.property(fc.array(text, { maxLength: 8 }), check), { numRuns: 200 });
    check(["'", "''", "\\", "\n", "-n", "--", "%s", "*", "!", "é", "#"]);
  });
});

import { expect } from "chai";
import { table } from "../../cli/table";

describe("a table of the command", () => {
  const head = ["NAME", "REASON"];
  const rows = [
    ["orders", "a long reason indeed"],
    ["x", "y"],
  ];

  it("is as wide as its content, without spaces at the ends of its lines", () => {
    expect(table(head, rows)).to.deep.equal([
      "NAME    REASON",
      "orders  a long reason indeed",
      "x       y",
    ]);
  });

  const cases = [
    [28, "orders  a long reason indeed"],
    [27, "orders  a long reason inde…"],
    [16, "orders  a long …"],
    [1, "orders  a lon…"],
  ] as const;
  for (const [width, line] of cases) {
    it(`shrinks to ${width} columns where it is widest, but stays readable`, () => {
      expect(table(head, rows, { width })[1]).to.equal(line);
    });
  }

  it("counts the columns without the colour", () => {
    const paint = (text: string) => `<${text}>`;
    expect(table(["A", "B"], [[{ text: "x", paint }, "y"]])).to.deep.equal(["A  B", "<x>  y"]);
  });

  it("prevents a value from moving the cursor or starting a line", () => {
    const [, line] = table(["NAME"], [["a\u001b[2J\u001b]0;title\u0007b\r\nc\u009b31md"]]);
    expect(line)
      .to.match(/^a.*b c.*d$/)
      .and.not.match(/\p{Cc}/u);
  });

  it("does not split a character", () => {
    expect(table(["NAME"], [["🦜🦜🦜🦜🦜🦜🦜🦜"]], { width: 6 })[1]).to.equal("🦜🦜🦜🦜🦜…");
  });
});

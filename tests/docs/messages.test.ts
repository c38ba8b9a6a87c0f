import { expect } from "chai";
import { readFileSync } from "node:fs";
import { messages } from "../../testkit/docs/messages";
import { messagesFile, messagesPage } from "../../testkit/docs/messages-page";

/** Turns of phrase that a native reader stumbles over, or words that the glossary replaces. */
const STILTED = [
  /\btells?\b/i,
  /\bwhat is there\b/i,
  /\bthat of\b/i,
  /\bthose (that|of)\b/i,
  /\bcomes? of\b/i,
  /\bsomebody else's\b/i,
  /\bsomeone else's\b/i,
  /\bis to be\b/i,
  /\blooked at\b/i,
  /\b(parked|at rest|anew|in clear)\b/i,
  /\b(take|takes|taken|took) over\b/i,
];

describe("the table of messages", () => {
  it("is what `npm run messages` writes", () => {
    expect(readFileSync(messagesFile, "utf8")).to.equal(messagesPage());
  });

  it("finds literals, templates and sums, and what their values contain", () => {
    const texts = messages().map(({ text }) => text);
    expect(texts).to.include("the answer is not JSON, or was cut off");
    expect(texts).to.include('…: "…" is not a quantity (for example 4G or 512Mi)');
    expect(texts.length).to.be.above(400);
  });

  it("has no stilted sentence", () => {
    const stilted = messages().filter(({ text }) => STILTED.some((phrase) => phrase.test(text)));
    expect(stilted).to.deep.equal([]);
  });

  it("has no sentence with a missing value or a space before a comma", () => {
    const untidy = messages().filter(({ text }) => / [,:;]( |$)|undefined$|\.\.$/.test(text));
    expect(untidy).to.deep.equal([]);
  });
});

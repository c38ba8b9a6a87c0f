import { expect } from "chai";
import { redactorOf } from "../../cli/reasons";

describe("the redactor of a failed connector", () => {
  const definitions = [
    { name: "connection.uri", type: "PASSWORD" },
    { name: "file", type: "STRING" },
  ];
  const trace = (text: string) => `java.lang.RuntimeException: ${text}`;
  const kept = (config: Record<string, string>, text: string, declared: string[] = []) =>
    redactorOf(config, definitions, declared).trace(trace(text));

  it("shows what the class defines as harmless", () => {
    expect(kept({ file: "/data/in.txt" }, "no /data/in.txt")).to.equal(trace("no /data/in.txt"));
  });

  const masked: readonly (readonly [string, Record<string, string>, string[]])[] = [
    ["of a key that is named like one", { "db.password": "hidden-word" }, []],
    ["that the class defines as a PASSWORD", { "connection.uri": "hidden-word" }, []],
    ["that the program declares secret", { file: "hidden-word" }, ["file"]],
    ["of a key that the class does not define", { "value.converter.user.info": "hidden-word" }, []],
  ];
  for (const [what, config, declared] of masked) {
    it(`masks a value ${what}`, () => {
      expect(kept(config, "no hidden-word", declared)).to.equal(trace("no [secret]"));
    });
  }

  it("leaves class names and short words of undefined keys", () => {
    const config = { "value.converter": "org.example.JsonConverter", "value.converter.on": "true" };
    const text = "org.example.JsonConverter is true";
    expect(kept(config, text)).to.equal(trace(text));
  });

  const strict: readonly (readonly [string, Parameters<typeof redactorOf>])[] = [
    ["the config is not known", [undefined, definitions, []]],
    ["its class does not tell its keys", [{ file: "x" }, [], []]],
    ["the config has references", [{ file: "${file:/a:b}" }, definitions, []]],
    ["a gateway masks values", [{ file: "****" }, definitions, []]],
  ];
  for (const [when, args] of strict) {
    it(`shows nothing but classes when ${when}`, () => {
      expect(redactorOf(...args).trace(trace("any text"))).to.match(
        /^java\.lang\.RuntimeException: \[withheld/,
      );
    });
  }
});

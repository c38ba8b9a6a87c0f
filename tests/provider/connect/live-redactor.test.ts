import { expect } from "chai";
import { type Live, redactorForLive } from "../../../provider/connect/live-redactor";
import { type Reason, WITHHELD } from "../../../provider/connect/redact";

describe("the redactor of a connector on a cluster", () => {
  const definitions = [
    { name: "connection.uri", type: "PASSWORD" },
    { name: "file", type: "STRING" },
  ];
  const trace = (text: string) => `java.lang.RuntimeException: ${text}`;
  const kept = (config: Record<string, string>, text: string, declared: string[] = []) =>
    redactorForLive({ config, definitions, declaredSecret: declared }).trace(trace(text));

  it("shows values that the class defines as harmless", () => {
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

  it("shows class names and short words of undefined keys", () => {
    const config = { "value.converter": "org.example.JsonConverter", "value.converter.on": "true" };
    const text = "org.example.JsonConverter is true";
    expect(kept(config, text)).to.equal(trace(text));
  });

  it("masks other values that are known to be secret", () => {
    const redactor = redactorForLive({ config: {}, definitions, more: ["t0ken"] });
    expect(redactor.message("no t0ken")).to.equal("no [secret]");
  });

  const strict: readonly (readonly [string, Reason, Live])[] = [
    ["the config is not known", "unknown", { config: undefined, definitions }],
    [
      "Connect does not say what the class defines",
      "undefinedKeys",
      { config: { file: "x" }, definitions: undefined },
    ],
    ["the class defines nothing", "undefinedKeys", { config: { file: "x" }, definitions: [] }],
    ["the config has references", "references", { config: { file: "${file:/a:b}" }, definitions }],
    ["a gateway masks values", "masked", { config: { file: "****" }, definitions }],
    ["a gateway masks a part", "masked", { config: { file: "a://b:****@c" }, definitions }],
  ];
  for (const [when, reason, live] of strict) {
    it(`shows only classes, and says why, when ${when}`, () => {
      const redactor = redactorForLive(live);
      const withheld = `java.lang.RuntimeException: ${WITHHELD[reason]}`;
      expect(redactor.trace(trace("any text"))).to.equal(withheld);
      expect(redactor.message("any text")).to.equal(WITHHELD[reason]);
    });
  }

  const hidden = [
    "redacted",
    "<password>",
    "xxx",
    "● ● ●",
    "........",
    "(known after apply)",
    "[geheim]",
  ];
  for (const mask of hidden) {
    it(`shows only classes when a secret is masked as ${mask}`, () => {
      const redactor = redactorForLive({ config: { "connection.uri": mask }, definitions });
      expect(redactor.message("any text")).to.equal(WITHHELD.masked);
    });
  }

  it("has a different message for each reason", () => {
    expect(new Set(Object.values(WITHHELD)).size).to.equal(4);
  });
});

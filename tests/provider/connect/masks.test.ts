import { expect } from "chai";
import { isMasked, isMaskedSecret, mayHide } from "../../../provider/connect/masks";
import { ADDED_SECRET, CHANGED_SECRET } from "../../../provider/connector/drift";

/** Masks in any place. */
const MASKS = [
  ...["***", "*****", "********", "****************", "****1234", "****************ab12"],
  ...["AKIA************", "AKIA************WXYZ"],
  ...["•••", "••••••••", "●●●●●●●●", "∙∙∙∙∙∙", "········", "■■■■■■", "████████", "⋆⋆⋆⋆⋆⋆"],
  ...["***REDACTED***", "**REDACTED**", "****hidden****", "--redacted--", "__REDACTED__"],
  ...["REDACTED", "MASKED", "HIDDEN", "ENCRYPTED", "FILTERED"],
  ...["[hidden]", "<REDACTED>", "(masked)", "[Secret]", "[secret]", "[Encrypted]", "<sensitive>"],
  ...["(sensitive value)", "(sensitive)", "<sensitive value>", "[redacted]", "<redacted>"],
  ...["[MASKED]", "[FILTERED]", "[Filtered]", "{redacted}", "<hidden by gateway>", "«redacted»"],
  ...["[value hidden]", "[password redacted]", "<<hidden>>", "[[REDACTED]]", "{{ redacted }}"],
  ...["xxxxxxxx", "XXXXXXXX", "xxxxxx"],
  ...["VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", `hmac-sha256:${"0f".repeat(32)}`],
  ...[ADDED_SECRET, CHANGED_SECRET],
];

/** Masks only in the place of a secret. */
const SECRET_MASKS = [
  ...["redacted", "hidden", "masked", "xxx", "XXXX", "-----", "????", "####", "....", "____"],
  ...["~~~~", "!!!!", "++++++", "¿¿¿", "⁎⁎⁎⁎"],
  ...["ab****cd-and-more", "key-[hidden]-1"],
  ...["<password>", "[geheim]", "(masqué)", "<oculto>", "[已隐藏]", "(скрыто)", "<verborgen wert>"],
  ...[
    "* * * *",
    "• • • • •",
    "*REDACTED*",
    "%%REDACTED%%",
    "<REDACTED:password>",
    "REDACTED-BY-PROXY",
  ],
  ...[
    "[redacted:24 chars]",
    "(sensitive, value)",
    "xxx-xxx-xxx",
    "masked-value",
    "Password masked",
  ],
  ...["........1234", "…", "secret is set"],
  ...["(known after apply)", "<not shown>", "{{password}}", "«скрыто»", "[скрытое значение]"],
];

const WITHIN = [
  "mongodb://app:****@db/",
  "mongodb://app:xxxxx@db/",
  "mongodb://****@db/",
  "mongodb://app:[REDACTED]@db/",
  "mongodb://app:<redacted>@db/",
  "mongodb://app:••••@db/",
  "jdbc:postgresql://db/?user=a&password=****",
  "jdbc:postgresql://db/?password=****&user=a",
  'required username="u" password="********";',
  "required username='u' password='[hidden]';",
  '{"user":"u","password":"***"}',
  '{"private_key": "[redacted]"}',
  "Bearer ****",
  "Authorization: [redacted]",
];

const PLAIN = [
  ...["", "*", "**", "x", "xx", "xxx", ".*", "**/x", "**/*.csv", "***/a", "a**", "a/**/b"],
  ...["0 * * * *", "*/5 * * * *", "0 0/5 * * * ?", "[a-z]*", "(a|b)", "(.*)", "[0-9]{3}", "{a}"],
  ...["orders", "hidden", "masked", "secret", "sensitive", "encrypted", "password", "[hidden] x"],
  ...["orders-*", "a.*.b", "{}", "[]", "()", "<none>", "-", "--", "---", "...", "secret.topic"],
  ...["${file:/a:secret}", "{'secret': 1}", '{"secret":"x"}', "(private|secret)", "users:secret"],
  ...["mongodb://app:pa55w0rd@db/", "xxl", "Xerox", "xxxy"],
];
const PASSWORDS = [
  "pa55w0rd",
  "s3cr3t*",
  "*",
  "x",
  "secret",
  "password",
  "p**w",
  "(abc)",
  "<pa55w0rd>",
  "[a1b2c3]",
  "(not closed",
  "a-b-c",
  "0000",
  "aaa",
  "!?",
  "hidden-treasure-7",
  "masked ball",
  "....a-long-one-1",
  "x-x-x",
];

describe("a mask", () => {
  it("is a text that servers and tools show instead of a value", () => {
    expect(MASKS.filter((value) => !isMasked(value))).to.deep.equal([]);
    expect(MASKS.filter((value) => !isMaskedSecret(value))).to.deep.equal([]);
  });

  it("may be part of a value, in the place of a password", () => {
    expect(WITHIN.filter((value) => !isMasked(value))).to.deep.equal([]);
  });

  it("of a secret may be a text that has a meaning elsewhere", () => {
    expect(SECRET_MASKS.filter(isMasked)).to.deep.equal([]);
    expect(SECRET_MASKS.filter((value) => !isMaskedSecret(value))).to.deep.equal([]);
  });

  it("is no pattern, schedule, expression or word", () => {
    expect(PLAIN.filter(isMasked)).to.deep.equal([]);
  });

  it("is not a possible password", () => {
    expect(PASSWORDS.filter(isMaskedSecret)).to.deep.equal([]);
  });
});

describe("what a server shows", () => {
  const uri = "mongodb://app:pa55w0rd@db/";
  const hides: [string, string, boolean, boolean][] = [
    ...MASKS.map((mask): [string, string, boolean, boolean] => [mask, "orders", false, true]),
    ["redacted", "pa55w0rd", true, true],
    ["redacted", "orders", false, false],
    ["mongodb://app:****@db/", uri, false, true],
    ["mongodb://app:xxxxx@db/", uri, false, true],
    ["mongodb://****@db/", uri, false, true],
    ["mongodb://app:[hidden]@db/", uri, true, true],
    ["mongodb://app:****@other/", uri, false, false],
    ["mongodb://app:****@other/", uri, true, false],
    ["pa5****", "pa55w0rd", true, true],
    ["Authorization: ****", "Authorization: Bearer a.b", false, true],
    ["mongodb://app:pa55w1rd@db/", uri, true, false],
    ["0 * * * *", "5 * * * *", false, false],
    ["a/**/b", "a/c/b", false, false],
    ["xxx", "x", false, false],
    ...[
      "aaaa",
      "0000",
      "11111111",
      "-----",
      "!!!",
      "~~~~",
      "-",
      "*",
      "--**--",
      "‧‧‧‧",
      "…",
      "<>",
    ].flatMap((mask): [string, string, boolean, boolean][] => [
      [mask, "pa55w0rd", true, true],
      [mask, "pa55w0rd", false, false],
    ]),
    ...["", "aab", "pass", "a-b"].map((shown): [string, string, boolean, boolean] => [
      shown,
      "pa55w0rd",
      true,
      false,
    ]),
  ];
  for (const [shown, value, secret, hidden] of hides) {
    it(`${hidden ? "may hide" : "does not hide"} ${value}: ${shown}${secret ? " (secret)" : ""}`, () => {
      expect(mayHide(shown, value, secret)).to.equal(hidden);
    });
  }
});

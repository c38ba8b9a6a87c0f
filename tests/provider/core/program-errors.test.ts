import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { refuseUnserialisable } from "../../../provider/core/program-errors";
import { thrownBy } from "../../../testkit/thrown";

describe("a value that the SDK cannot keep", () => {
  const refused = (value: unknown) => refuseUnserialisable('Connector "a"', "config", value);
  const known = (value: unknown) =>
    value instanceof Promise
      ? (value as Promise<unknown>)
      : (value as { promise(): Promise<unknown> }).promise();

  for (const [what, value, path] of [
    ["in an Output", pulumi.output(1).apply(() => new Date(0)), ""],
    ["in a list in an Output", pulumi.output(1).apply(() => [new Date(0)]), "[0]"],
    ["in a Promise", Promise.resolve({ at: new Date(0) }), ".at"],
    ["in a secret", pulumi.secret(1).apply(() => new Date(0)), ""],
  ] as const) {
    it(`is refused by its path ${what}`, async () => {
      const { key } = refused({ key: value }) as { key: unknown };
      expect((await thrownBy(() => known(key))).message).to.equal(
        `Connector "a": config["key"]${path} is a Date: give \`date.toISOString()\` instead`,
      );
    });
  }

  it("is distinguished from these, which stay unchanged", async () => {
    const secret = pulumi.secret("s");
    const values = { text: "x", number: 1, no: null, list: [true, { a: undefined }] };
    expect(refused(values)).to.deep.equal(values);
    const { key } = refused({ key: secret }) as { key: pulumi.Output<string> };
    expect(await pulumi.isSecret(key)).to.equal(true);
  });
});

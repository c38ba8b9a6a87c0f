import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as native from "../../native";

describe("native: a program without types", () => {
  const cluster = { url: "http://connect:8083" };
  const wrong = (args: object) => args as never;

  const programs: [what: string, make: () => unknown, message: string][] = [
    [
      "a name of the state in a connector",
      () => new native.Connector("a", wrong({ class: "x", secretKeys: [] })),
      'Connector "a": secretKeys: is not an argument',
    ],
    [
      "a misspelt argument of a provider",
      () => new native.Provider("a", wrong({ clutser: cluster })),
      'Provider "a": clutser: is not an argument: did you mean "cluster"?',
    ],
    [
      "a misspelt argument of getConnectorStatus",
      () => native.getConnectorStatus(wrong({ name: "a", clutser: cluster })),
      'getConnectorStatus: clutser: is not an argument: did you mean "cluster"?',
    ],
    [
      "a misspelt argument of getConnectorPlugins",
      () => native.getConnectorPlugins(wrong({ clutser: cluster })),
      'getConnectorPlugins: clutser: is not an argument: did you mean "cluster"?',
    ],
  ];
  for (const [what, make, message] of programs) {
    it(`is refused with ${what}`, () => {
      expect(make).to.throw(pulumi.RunError, message);
    });
  }
});

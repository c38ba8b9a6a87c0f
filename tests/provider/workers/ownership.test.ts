import { expect } from "chai";
import type { FoundObject } from "../../../provider/kubernetes/owners";
import { refusal } from "../../../provider/workers/ownership";

const TYPE = "pulumi-kafka-connect:index:ConnectCluster";
const urn = (stack: string, name: string, type = TYPE) =>
  `urn:pulumi:${stack}::shop::${type}::${name}`;
const mine = urn("dev", "connect");

const found = (owner: string | undefined, kind: FoundObject["kind"] = "Service"): FoundObject => ({
  kind,
  name: "connect",
  owner,
});

describe("the name of a Connect cluster", () => {
  const free: [string, FoundObject[]][] = [
    ["when nothing exists", []],
    ["when everything that exists is its own", [found(mine), found(mine, "StatefulSet")]],
  ];
  for (const [what, objects] of free) {
    it(`is free ${what}`, () => expect(refusal(mine, "data", objects)).to.equal(undefined));
  }

  const annotate = (objects: string) =>
    `kubectl annotate --overwrite --namespace data ${objects} pulumi-kafka-connect/owner='${mine}'`;

  const refused: [string, FoundObject[], string[], string[]][] = [
    [
      "another stack",
      [found(urn("prod", "connect"))],
      ['Service "connect" in the namespace data belongs to', '"connect" of the stack prod in the'],
      ["aliases"],
    ],
    [
      "a resource of another name in this stack",
      [found(urn("dev", "old"), "StatefulSet"), found(urn("dev", "old"))],
      ['StatefulSet "connect", Service "connect"', "belong to", 'aliases: [{ name: "old" }]'],
      [],
    ],
    [
      "a resource that was moved into a component",
      [found(urn("dev", "connect", `my:index:Data$${TYPE}`))],
      [`aliases: ["${urn("dev", "connect", `my:index:Data$${TYPE}`)}"]`],
      [],
    ],
    [
      "something other than a ConnectCluster",
      [found(undefined), found(mine, "StatefulSet")],
      ['Service "connect" in the namespace data exists already', annotate("service/connect")],
      ["StatefulSet", "stack"],
    ],
    [
      "several owners",
      [found(urn("dev", "a::b")), found(undefined, "PodDisruptionBudget")],
      ['ConnectCluster "a::b"', 'PodDisruptionBudget "connect"'],
      [],
    ],
  ];
  for (const [owner, objects, contained, absent] of refused) {
    it(`is refused if it belongs to ${owner}, with the next step`, () => {
      const reason = refusal(mine, "data", objects) ?? "";
      for (const text of [...contained, "another `name` or `namespace`", "Nothing has been"]) {
        expect(reason).to.contain(text);
      }
      for (const text of absent) expect(reason).to.not.contain(text);
    });
  }
});

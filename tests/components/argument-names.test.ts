import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { CLUSTER_NAMES } from "../../components/argument-names";
import { ConnectCluster } from "../../components/connect-cluster";
import { IMAGE_NAMES } from "../../components/plugins/argument-names";
import { PluginImage } from "../../components/plugins/plugin-image";
import schema from "../../plugin/schema.json";
import { refuseUnknownArguments } from "../../provider/core/program-errors";
import { minimal, recorded } from "../../testkit/kubernetes/connect-cluster";

/** A type of the schema, which is generated from the interfaces. */
interface Type {
  readonly $ref?: string;
  readonly items?: Type;
  readonly additionalProperties?: Type;
  readonly oneOf?: readonly Type[];
}
type Properties = Readonly<Record<string, Type>>;

const types = schema.types as unknown as Readonly<Record<string, { properties?: Properties }>>;
const components = [
  ["ConnectCluster", CLUSTER_NAMES],
  ["PluginImage", IMAGE_NAMES],
] as const;

function argumentsOf(component: (typeof components)[number][0]): string[] {
  const resource: unknown = schema.resources[`pulumi-kafka-connect:index:${component}`];
  return pathsIn((resource as { inputProperties: Properties }).inputProperties);
}

function pathsIn(properties: Properties): string[] {
  return Object.entries(properties).flatMap(([name, type]) => [
    name,
    ...pathsBelow(type).map((path) => `${name}.${path}`),
  ]);
}

function pathsBelow(type: Type): string[] {
  if (type.items !== undefined) return pathsBelow(type.items).map((path) => `[].${path}`);
  if (type.additionalProperties !== undefined) {
    return pathsBelow(type.additionalProperties).map((path) => `*.${path}`);
  }
  const of = (type.$ref ?? "").replace("#/types/", "");
  // Who reads a credential checks it.
  if (of === "pulumi-kafka-connect:index:CredentialSource") return [];
  const known = types[of]?.properties;
  return known === undefined ? (type.oneOf ?? []).flatMap(pathsBelow) : pathsIn(known);
}

/** Arguments with this value at the path, and how a message writes the path. */
function at(path: string, value: unknown): { args: object; shown: string } {
  const steps = path.split(".").map((step) => (step === "*" ? "any" : step));
  const nest = (inner: unknown, step: string) => (step === "[]" ? [inner] : { [step]: inner });
  return {
    args: steps.reduceRight<unknown>(nest, value) as object,
    shown: steps.join(".").replaceAll(".[]", "[0]"),
  };
}

for (const [component, names] of components) {
  const resource = `${component} "a"`;
  const refuse = (args: unknown) => () => {
    refuseUnknownArguments(resource, args, names);
  };
  const paths = argumentsOf(component);
  const maps = new Set(["", ...paths.map((path) => path.split(".").slice(0, -1).join("."))]);

  describe(`${component}: a program without types`, () => {
    it("may use each argument of the interfaces", () => {
      expect(paths.length).to.be.greaterThan(40);
      for (const path of paths) expect(refuse(at(path, undefined).args), path).to.not.throw();
      expect(names.filter((name) => !paths.includes(name))).to.deep.equal([]);
    });

    for (const map of maps) {
      const where = map === "" ? "at the top" : `in ${map}`;
      it(`is refused with a name that is not an argument ${where}`, () => {
        for (const [wrong, reason] of [
          ["zzzzzzzz", "is not an argument"],
          [`${nameIn(map)}x`, `is not an argument: did you mean "${nameIn(map)}`],
        ] as const) {
          const { args, shown } = at(map === "" ? wrong : `${map}.${wrong}`, 1);
          expect(refuse(args)).to.throw(pulumi.RunError, `${resource}: ${shown}: ${reason}`);
        }
      });
      if (map === "") continue;
      it(`may give ${map} as a value of Pulumi`, () => {
        const later = { zzzzzzzz: 1 };
        for (const value of [pulumi.output(later), pulumi.secret(later), Promise.resolve(later)]) {
          expect(refuse(at(map, value).args)).to.not.throw();
        }
      });
    }

    /** The first argument of a map. */
    function nameIn(map: string): string {
      const below = paths.find((path) => path.startsWith(map === "" ? "" : `${map}.`)) ?? "";
      return below.slice(map === "" ? 0 : map.length + 1).split(".")[0] ?? "";
    }
  });
}

describe("ConnectCluster: a program without types", () => {
  const refuse = (args: unknown) => () => {
    refuseUnknownArguments('ConnectCluster "a"', args, CLUSTER_NAMES);
  };

  for (const path of ["config", "labels", "annotations", "podTemplate", "resources"]) {
    it(`may put any name into ${path}`, () => {
      expect(refuse({ [path]: { zzzzzzzz: { secretKeys: 1 } } })).to.not.throw();
    });
  }

  for (const [what, args, reason] of [
    ["a name of the state", { __secrets: {} }, "__secrets: is not an argument"],
    ["an early name of the state", { secretKeys: [] }, "secretKeys: is not an argument"],
    ["a resource option", { dependsOn: [] }, "dependsOn: is a resource option of Pulumi"],
    ["timeouts", { timeouts: {} }, "timeouts is not an argument"],
    ["a text instead of a map", { image: "x" }, "image: must be a map"],
    ["a list instead of a map", { tls: [] }, "tls: must be a map"],
    ["a map instead of a list", { mountedSecrets: {} }, "mountedSecrets: must be a list"],
    ["no arguments", undefined, "the arguments must be a map"],
    ["an Output of all", pulumi.output({}), "the arguments are an Output"],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(refuse(args)).to.throw(pulumi.RunError, reason);
    });
  }

  it("may use false, null and undefined for what it does not need", () => {
    const absent = { healing: false, metrics: null, tls: undefined, imageName: undefined };
    expect(refuse(absent)).to.not.throw();
  });

  it("is refused by the classes", async () => {
    await recorded("up", {});
    const misspelt = { ...minimal, healin: false };
    expect(() => new ConnectCluster("a", misspelt)).to.throw("healin: is not an argument: did you");
    const image = { baseImage: "a", imageName: "b", plugin: {} } as never;
    expect(() => new PluginImage("a", image)).to.throw("plugin: is not an argument: did you mean");
  });

  for (const option of ["id", "import"]) {
    it(`is refused with the resource option ${option}, for which the SDK would wait for ever`, async () => {
      await recorded("up", {});
      const options = { [option]: "other" };
      const refused = `"a": the resource option \`${option}\` is not supported`;
      expect(() => new ConnectCluster("a", minimal, options)).to.throw(`ConnectCluster ${refused}`);
      const image = { baseImage: "a", imageName: "b", plugins: {} } as never;
      expect(() => new PluginImage("a", image, options)).to.throw(`PluginImage ${refused}`);
    });
  }
});

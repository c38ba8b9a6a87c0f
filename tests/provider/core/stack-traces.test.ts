import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Connector } from "../../../index";
import { Connector as PluginConnector } from "../../../native";

/** The SDK asks a parent for the provider in the midst of its constructor. */
class Parent extends pulumi.ComponentResource {
  constructor(readonly whenAsked: () => void) {
    super("test:index:Parent", "parent");
  }

  override getProvider(type: string): pulumi.ProviderResource | undefined {
    this.whenAsked();
    return super.getProvider(type);
  }
}

const args = { cluster: { url: "http://connect:8083" }, class: "Source" };

const resources = {
  "the dynamic resource": Connector,
  "the resource of the plugin": PluginConnector,
};

describe("stack traces during the construction of a resource", () => {
  before(() => {
    const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({
      id: name,
      state: inputs as Record<string, unknown>,
    });
    return pulumi.runtime.setMocks({ newResource, call: () => ({}) });
  });

  for (const [of, Resource] of Object.entries(resources)) {
    describe(`with ${of}`, () => {
      const limitDuring = () => {
        let limit: number | undefined;
        const parent = new Parent(() => (limit = Error.stackTraceLimit));
        new Resource("orders", args, { parent });
        return limit;
      };

      it("are off while the SDK would take four for each property, and on again afterwards", () => {
        const before = Error.stackTraceLimit;
        expect(limitDuring()).to.equal(0);
        expect(Error.stackTraceLimit).to.equal(before).and.be.above(0);
      });

      it("stay on if the user asks the SDK for leaked promises", () => {
        process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
        try {
          expect(limitDuring()).to.be.above(0);
        } finally {
          delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
        }
      });

      it("still lead from an error of the SDK to the line of the program", () => {
        const parent = new Parent(() => {
          throw new Error("no such provider");
        });
        const construct = () => new Resource("orders", args, { parent });
        expect(construct)
          .to.throw("no such provider")
          .with.property("stack")
          .that.includes(__filename);
        expect(Error.stackTraceLimit).to.be.above(0);
      });
    });
  }
});

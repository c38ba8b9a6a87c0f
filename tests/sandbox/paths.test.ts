import { expect } from "chai";
import { instanceNames, sandboxInstance } from "../../sandbox/paths";

describe("a sandbox instance", () => {
  const before = process.env["SANDBOX_PORT_BASE"];

  afterEach(() => {
    if (before === undefined) delete process.env["SANDBOX_PORT_BASE"];
    else process.env["SANDBOX_PORT_BASE"] = before;
  });

  it("shares no port and no folder with the other", () => {
    const instances = instanceNames.map(sandboxInstance);
    const ports = instances.flatMap(({ ports }) => Object.values(ports));
    expect(new Set(ports).size).to.equal(ports.length);
    expect(new Set(instances.map(({ runFolder }) => runFolder)).size).to.equal(instances.length);
  });

  it("moves with SANDBOX_PORT_BASE", () => {
    process.env["SANDBOX_PORT_BASE"] = "30000";
    expect(sandboxInstance("quickstart").ports.worker).to.equal(30003);
    expect(sandboxInstance("test").ports.worker).to.equal(30103);
  });

  for (const text of ["http", "80", "65500", "3.5"]) {
    it(`refuses "${text}" as SANDBOX_PORT_BASE and names it`, () => {
      process.env["SANDBOX_PORT_BASE"] = text;
      expect(() => sandboxInstance("test")).to.throw("SANDBOX_PORT_BASE", text);
    });
  }
});

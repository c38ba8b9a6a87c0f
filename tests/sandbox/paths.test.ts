import { expect } from "chai";
import { benchInstance } from "../../bench/instance";
import { laneInstance, mostLanes, sandboxInstance } from "../../sandbox/paths";

describe("a sandbox instance", () => {
  const before = process.env["SANDBOX_PORT_BASE"];

  afterEach(() => {
    if (before === undefined) delete process.env["SANDBOX_PORT_BASE"];
    else process.env["SANDBOX_PORT_BASE"] = before;
  });

  it("shares no port and no folder with another one, whether a lane's or the benchmark's", () => {
    const lanes = Array.from({ length: mostLanes }, (_, lane) => laneInstance(lane));
    const instances = [sandboxInstance("quickstart"), ...lanes, benchInstance("bench")];
    const ports = instances.flatMap(({ ports }) => Object.values(ports));
    expect(new Set(ports).size).to.equal(ports.length);
    expect(new Set(instances.map(({ runFolder }) => runFolder)).size).to.equal(instances.length);
  });

  it("of the first lane is the one for tests, which the sandbox's command can stop", () => {
    expect(laneInstance(0)).to.deep.equal(sandboxInstance("test"));
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

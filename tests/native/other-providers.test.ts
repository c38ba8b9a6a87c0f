import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Connector as Dynamic, ConnectorSet as DynamicSet } from "../../index";
import { Connector as Native, ConnectorSet as NativeSet, Provider } from "../../native";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";

/** Each provider of a stack has its own process. */
describe("a connector that a resource of another provider adopts", () => {
  const scenario = eachWithScenario();
  const providers = {
    dynamic: [Dynamic, DynamicSet],
    plugin: [Native, NativeSet],
    explicit: [Native, NativeSet],
  } as const;
  type Place = `${keyof typeof providers} ${"resource" | "set"}`;

  const member = (name: string) => ({
    class: SOURCE,
    adopt: true,
    config: { file: scenario().file("in"), topic: scenario().name(name) },
  });

  /** A resource with this connector, in a program with an explicit provider. */
  function declare(place: Place, name: string, provider: Provider, more = {}): void {
    const { cluster } = scenario();
    const [of, kind] = place.split(" ") as [keyof typeof providers, "resource" | "set"];
    const [Connector, Set] = providers[of];
    const opts: CustomResourceOptions = { ...(of === "explicit" ? { provider } : {}), ...more };
    const resource = `${name}-${of}-${kind}`;
    if (kind === "resource") {
      const args = { cluster, name: scenario().name(name), ...member(name) };
      new (Connector as typeof Dynamic)(resource, args, opts);
    } else {
      const connectors = {
        [scenario().name(name)]: member(name),
        [scenario().name(`${name}-${of}-stays`)]: member(name),
      };
      new (Set as typeof DynamicSet)(resource, { cluster, connectors }, opts);
    }
  }

  const moves: readonly [Place, Place][] = [
    ["dynamic resource", "plugin resource"],
    ["plugin resource", "dynamic resource"],
    ["dynamic set", "plugin set"],
    ["plugin set", "dynamic set"],
    ["dynamic set", "plugin resource"],
    ["plugin set", "dynamic resource"],
    ["dynamic resource", "plugin set"],
    ["plugin resource", "dynamic set"],
    ["plugin resource", "explicit resource"],
    ["explicit set", "plugin set"],
  ];
  const program = (side: 0 | 1) => () => {
    const provider = new Provider("explicit", { cluster: scenario().cluster });
    for (const [i, move] of moves.entries()) declare(move[side], `c${i}`, provider);
  };
  const moved = () => moves.map((_, i) => scenario().name(`c${i}`));
  const deleted = () => scenario().proxy.writes.filter((write) => write.startsWith("DELETE"));

  it("stays on the cluster when its resource is removed in the same run", async () => {
    const s = scenario();
    await s.up(program(0));
    const run = await s.up(program(1));
    expect(deleted().filter((write) => !write.endsWith("-stays"))).to.deep.equal([]);
    expect(await s.rest.names()).to.include.members(moved());
    for (const name of moved()) expect(run.text).to.contain(`connector \\"${name}\\" stays on`);
    expect((await s.preview(program(1))).changes).to.have.all.keys("same");
  });

  it("stays on the cluster when its resource is removed in a later run", async () => {
    const s = scenario();
    await s.up(program(0));
    const failing = () => {
      program(1)();
      s.sink({ class: "no.such.Class", validate: false });
    };
    expect((await s.stack.up(failing)).ok).to.equal(false);
    await s.up(program(1));
    expect(deleted().filter((write) => !write.endsWith("-stays"))).to.deep.equal([]);
    expect(await s.rest.names()).to.include.members(moved());
  });

  it("is recreated when its resource is replaced and gets another provider", async () => {
    const s = scenario();
    const versions = (side: 0 | 1) => () => {
      const provider = new Provider("explicit", { cluster: s.cluster });
      const config = { file: s.file(`in-${side}`), topic: s.name("topic") };
      const args = { cluster: s.cluster, name: s.name("a"), class: SOURCE, config };
      const force = { replaceOnChanges: ["config"], deleteBeforeReplace: true };
      new Native("a", args, { ...(side === 1 ? { provider } : {}), ...force });
    };
    await s.up(versions(0));
    await s.up(versions(1));
    expect(s.proxy.writes).to.deep.equal([`DELETE /connectors/${s.name("a")}`, "POST /connectors"]);
    expect(await s.rest.config(s.name("a"))).to.include({ file: s.file("in-1") });
  });
});

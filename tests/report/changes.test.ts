import { expect } from "chai";
import { type Adoption, adoption } from "../../provider/connector/check/adoption";
import { CONNECTOR_ARGUMENTS } from "../../provider/connector/arguments";
import { notice } from "../../provider/core/notice";
import { UNKNOWN } from "../../provider/core/unknown";
import { changesOf, inputs, refusal, step, urn } from "../../testkit/engine/preview";

function only(...given: Parameters<typeof changesOf>) {
  const { changes } = changesOf(...given);
  expect(changes).to.have.length(1);
  return changes[0] as (typeof changes)[number];
}

describe("the changes of a preview", () => {
  describe("of a connector", () => {
    const cases: readonly [path: string, before: object, after: object, cost: string][] = [
      ["class", {}, { class: "Other" }, "restart"],
      ["tasksMax", {}, { tasksMax: 2 }, "restart"],
      ["config.x", { config: { x: "1" } }, { config: { x: "2" } }, "restart"],
      ["state", {}, { state: "paused" }, "pause"],
      ["state", {}, { state: "stopped" }, "stop"],
      ["state", { state: "paused" }, {}, "resume"],
      ["restartPolicy", {}, { restartPolicy: { type: "Never", maxRetry: 10 } }, "nothing"],
      ["adopt", {}, { adopt: true }, "nothing"],
      ["validate", {}, { validate: false }, "nothing"],
      ["waitFor", {}, { waitFor: "none" }, "nothing"],
      ["ignoreKeys", {}, { ignoreKeys: ["a.*"] }, "nothing"],
      ["timeouts.create", {}, { timeouts: { create: "5m" } }, "nothing"],
      ["cluster.url", {}, { cluster: { url: "http://other" } }, "nothing"],
      ["onDelete", {}, { onDelete: { resetOffsets: true } }, "nothing"],
      ["offsets", {}, { offsets: [{ partition: { p: 1 }, offset: { o: 1 } }] }, "restart"],
      ["restartTriggers", {}, { restartTriggers: ["a"] }, "restart"],
      ["ofAnotherRelease", {}, { ofAnotherRelease: true }, "restart"],
    ];
    it("have a cost for every argument", () => {
      const known = cases.map(([path]) => path.split(".")[0]);
      expect(known).to.include.members(
        Object.keys(CONNECTOR_ARGUMENTS).filter((name) => name !== "name"), // It replaces.
      );
    });

    for (const [path, before, after, cost] of cases) {
      it(`costs ${cost} when ${path} becomes ${JSON.stringify(after)}`, () => {
        const change = only([
          step("update", "a", inputs("a", {}, before as never), inputs("a", {}, after as never), {
            paths: [path, "__secrets", "__provider"],
          }),
        ]);
        expect(change.keys.map((key) => key.cost)).to.deep.equal([cost]);
      });
    }

    it("shows no unknown name, and makes no promise about an unknown state", () => {
      const unknown = { name: UNKNOWN, state: UNKNOWN };
      const created = only([step("create", "a", undefined, inputs("a", {}, unknown))]);
      expect(created).to.deep.include({ name: "a" });
      expect(created.effects).to.deep.equal(["is created in a state that is not known yet"]);
      const paths = ["name", "state"];
      const changed = only([step("update", "a", inputs("a"), inputs("a", {}, unknown), { paths })]);
      expect(changed).to.include({ name: "a" }).and.not.have.property("newName");
      expect(changed.keys.map(({ cost }) => cost)).to.include("unknown");
      expect(changed.effects.join()).to.contain("gets a state that is not known yet");
      expect(JSON.stringify([created, changed])).to.not.contain(UNKNOWN);
    });

    it("shows the default where the state leaves it out", () => {
      const { keys } = only([
        step("update", "a", inputs("a"), inputs("a", {}, { tasksMax: 4 }), { paths: ["tasksMax"] }),
      ]);
      expect(keys[0]).to.deep.include({ before: { text: "1" }, after: { text: "4" } });
    });

    it("attributes the replacement to the name or to the cluster, and to nothing else", () => {
      const other = { cluster: { url: "http://other:8083" } };
      const { keys, effects } = only([
        step("replace", "a", inputs("a", { x: "1" }), inputs("a", { x: "2" }, other), {
          paths: ["cluster.url", "config.x"],
          outputs: { type: "sink" },
        }),
      ]);
      expect(keys.map(({ key, cost }) => [key, cost])).to.deep.equal([
        ["cluster.url", "replace"],
        ['config["x"]', "included"],
      ]);
      expect(effects.join()).to.contain("another consumer group");
    });

    it("hides a value that the engine marks as secret, one with a secret key name, and one that becomes secret", () => {
      const { keys } = only([
        step(
          "update",
          "a",
          inputs("a", { marked: "[secret]", "db.password": "hunter1", whole: "seen" }),
          inputs("a", { marked: "[secret]", "db.password": "hunter2", whole: "[secret]" }),
          { paths: ["config.marked", 'config["db.password"]', "config.whole"] },
        ),
      ]);
      expect(keys.map(({ before, after }) => [before, after])).to.deep.equal([
        ["secret", "secret"],
        ["secret", "secret"],
        ["secret", "secret"],
      ]);
    });

    it("shows a reference unchanged, and says what is unknown", () => {
      const { keys } = only([
        step("create", "a", undefined, {
          config: { "db.password": "${file:/mnt/db:password}", topic: UNKNOWN },
        }),
      ]);
      expect(keys.map(({ after }) => after)).to.deep.include.members([
        { text: "${file:/mnt/db:password}" },
        "unknown",
      ]);
    });

    it("hides a password inside a value that is shown", () => {
      const basicAuth = { username: "u", password: "hunter2" };
      const change = only([step("create", "a", undefined, { cluster: { url: "x", basicAuth } })]);
      expect(JSON.stringify(change)).to.contain("username").and.not.contain("hunter2");
    });

    it("shows what Connect refuses at its key, even if the preview ends there", () => {
      const change = only(
        [],
        [
          refusal("a", 'config["topics.regex"]: both are set'),
          refusal("a", "class: X is not installed. Installed are:\n  Y 1"),
          refusal("a", "without a key"),
        ],
      );
      expect(change).to.deep.include({ kind: "refused", name: "a" });
      expect(change.mistakes).to.deep.equal([
        { key: "", message: "without a key" },
        { key: "class", message: "X is not installed. Installed are:\n  Y 1" },
        { key: 'config["topics.regex"]', message: "both are set" },
      ]);
    });

    describe("that may already exist", () => {
      const declared = inputs("orders", {}, { adopt: true });
      const { url } = declared.cluster as { url: string };
      const reported = (found: Partial<Adoption>) => {
        const text = adoption.format({ connector: "orders", url, changes: [], ...found });
        const message = `${notice.format(text)}\n`;
        const change = only(
          [step("create", "a", undefined, declared)],
          [{ severity: "info", message }],
        );
        return { text, change };
      };

      it("is adopted with what that changes", () => {
        const { text, change } = reported({ changes: ['topic: "a" => "b"'] });
        expect(change).to.deep.include({ effects: ["is adopted, and changed"], warnings: [text] });
      });

      it("is adopted unchanged", () => {
        expect(reported({}).change).to.deep.include({
          effects: ["is adopted unchanged: nothing is written"],
          warnings: [],
        });
      });

      for (const other of [{ connector: "others" }, { url: "http://o" }]) {
        it(`stays open after a notice about ${JSON.stringify(other)}`, () => {
          expect(reported(other).change).to.deep.include({
            effects: ["starts, or is adopted if it already exists"],
            warnings: [],
          });
        });
      }
    });

    it("is recognized for a connector of the plugin too", () => {
      const type = "pulumi-kafka-connect:index:Connector";
      const { changes, others } = changesOf([
        step("create", "a", undefined, inputs("orders", {}, { __cluster: "provider" }), { type }),
      ]);
      expect(changes.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal(["create orders"]);
      expect(changes[0]?.keys.map(({ key }) => key)).to.not.include("__cluster");
      expect(others).to.deep.equal({});
    });

    it("does not report a deletion if another resource of the program adopts the connector", () => {
      const { changes } = changesOf([
        step("create", "new", undefined, inputs("orders", {}, { adopt: true })),
        step("delete", "old", inputs("orders")),
        step("delete", "gone", inputs("payments")),
      ]);
      const seen = changes.map(({ urn: of, kind, effects, warnings }) => [
        of.split("::").at(-1),
        kind,
        ...effects,
        ...warnings,
      ]);
      expect(seen).to.deep.equal([
        ["gone", "delete", "is deleted from the Connect cluster"],
        ["old", "update", "stays on the cluster: another resource of the program adopts it"],
        ["new", "create", "starts, or is adopted if it already exists"],
      ]);
    });

    it("warns about a connector that another resource still has", () => {
      const { changes } = changesOf([
        step("create", "new", undefined, inputs("orders")),
        step("delete", "old", inputs("orders")),
        step("create", "free", undefined, inputs("free")),
      ]);
      const warned = changes.filter(({ warnings }) => warnings.length > 0);
      expect(warned.map(({ urn: of }) => of.split("::").at(-1))).to.deep.equal(["new"]);
      expect(warned[0]?.warnings[0]).to.contain("aliases");
    });
  });

  it("are in the same order, whatever the engine's order", () => {
    const steps = [
      step("create", "b10", undefined, inputs("b10")),
      step("create", "b9", undefined, inputs("b9")),
      step("delete", "c", inputs("c")),
      step("update", "d", inputs("d"), inputs("d", { x: "1" }), { paths: ["config.x"] }),
      step("replace", "e", inputs("e"), inputs("f"), { paths: ["name"] }),
    ];
    const names = (given: typeof steps) => changesOf(given).changes.map(({ name }) => name);
    expect(names(steps)).to.deep.equal(["e", "c", "d", "b9", "b10"]);
    expect(names([...steps].reverse())).to.deep.equal(names(steps));
  });

  it("count resources of other packages, and leave their warnings to the log", () => {
    const bucket = { type: "aws:s3/bucket:Bucket" };
    const { changes, others, errors, warnings } = changesOf(
      [
        step("create", "b", undefined, {}, bucket),
        step("create", "s", undefined, {}, { type: "pulumi:pulumi:Stack" }),
      ],
      [
        { severity: "warning", message: "warning: deprecated\n", urn: urn("aws", "b") },
        { severity: "warning", message: `warning: ${notice.format("x cannot be reached")}\n` },
        { severity: "warning", message: "warning: AWS MSK serves Kafka Connect\n" },
        { severity: "error", message: "error: boom\n", urn: urn("pulumi:pulumi:Stack", "s") },
      ],
    );
    expect({ changes, others, errors, warnings }).to.deep.equal({
      changes: [],
      others: { create: 1 },
      errors: ["boom"],
      warnings: ["Kafka Connect: x cannot be reached"],
    });
  });
});

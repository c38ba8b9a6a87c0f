import { expect } from "chai";
import { type Arguments, eachWithScenario } from "../../testkit/connectors/scenario";

describe("an argument that becomes its default", () => {
  const scenario = eachWithScenario();

  const VALUES: Arguments = {
    tasksMax: 3,
    restartPolicy: { type: "Never", maxRetry: 3 },
    adopt: true,
    validate: false,
    waitFor: "connector",
    ignoreKeys: ["errors.*"],
    restartTriggers: ["1"],
    onDelete: { resetOffsets: true },
  };
  const DEFAULTS: Arguments = {
    tasksMax: 1,
    restartPolicy: { type: "OnFailure", maxRetry: 10 },
    adopt: false,
    validate: true,
    waitFor: "tasks",
    ignoreKeys: [],
    restartTriggers: [],
    onDelete: { resetOffsets: false },
  };

  /** As the engine prints them below the resource, without its URN, colours and spaces. */
  const changed = (text: string) =>
    text
      .split("\n")
      .map((line) => line.trim().replace(/\s+/g, " "))
      .filter((line) => /^[~+-] /.test(line) && !/kafkaconnect:| to update$/.test(line));

  const TO_DEFAULTS = [
    "~ adopt : true => false",
    "~ ignoreKeys : [",
    '- [0]: "errors.*"',
    "~ onDelete : {",
    "~ resetOffsets: true => false",
    "~ restartPolicy : {",
    "~ maxRetry: 3 => 10",
    '~ type : "Never" => "OnFailure"',
    "~ restartTriggers: [",
    '- [0]: "1"',
    "~ tasksMax : 3 => 1",
    "~ validate : false => true",
    '~ waitFor : "connector" => "tasks"',
  ];

  for (const [how, change] of [
    ["set explicitly", DEFAULTS],
    ["removed", {}],
  ] as const) {
    it(`shows both values when it is ${how}, and no change afterwards`, async () => {
      const s = scenario();
      await s.up(() => void s.source(VALUES));
      const program = () => void s.source(change);
      const preview = await s.preview(program);
      expect(changed(preview.text)).to.deep.equal(TO_DEFAULTS);
      await s.up(program);
      expect((await s.rest.config(s.name("source")))?.["tasks.max"]).to.equal("1");
      expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
      for (const same of [program, () => void s.source(DEFAULTS), () => void s.source()]) {
        expect((await s.preview(same)).changes).to.deep.equal({ same: 2 });
        expect((await s.up(same, { refresh: true })).changes).to.deep.equal({ same: 2 });
      }
    });
  }

  it("shows both values when the default is replaced again, and after a drift", async () => {
    const s = scenario();
    await s.up(() => void s.source(DEFAULTS));
    const three = await s.preview(() => void s.source({ ...DEFAULTS, tasksMax: 3 }));
    expect(changed(three.text)).to.deep.equal(["~ tasksMax: 1 => 3"]);
    await s.up(() => void s.source());
    const name = s.name("source");
    const config = await s.rest.config(name);
    await s.rest.write("PUT", `/connectors/${name}/config`, { ...config, "tasks.max": "2" });
    await s.refresh();
    const repair = await s.preview(() => void s.source());
    expect(changed(repair.text)).to.deep.equal(["~ tasksMax: 2 => 1"]);
  });
});

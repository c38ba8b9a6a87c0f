import { expect } from "chai";
import { adoptionChanges } from "../../../provider/connector/check/adoption-changes";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";

describe("adopting a connector", () => {
  const live = {
    name: "orders",
    "connector.class": "org.example.OrdersSource",
    topic: "orders",
  };
  const running = sampleStatus("RUNNING");
  const changes = (
    declared: Readonly<Record<string, unknown>>,
    found: Readonly<Record<string, string>> = {},
    status = running,
    passwords: readonly string[] = [],
  ) => {
    const definitions = passwords.map((name) => ({ name, type: "PASSWORD" }));
    return adoptionChanges(sampleInputs(declared), { ...live, ...found }, status, definitions);
  };

  it("changes nothing when it is as declared, except for keys that servers add or others own", () => {
    expect(changes({})).to.deep.equal([]);
    const found = { "tasks.max": "1", "__internal.id": "7", "owner.team": "a" };
    expect(changes({ ignoreKeys: ["owner.*"] }, found)).to.deep.equal([]);
  });

  it("reports each key that is changed, added or removed, and class, tasks and state", () => {
    const declared = {
      class: "org.example.Other",
      tasksMax: 2,
      state: "paused",
      config: { topic: "orders-v2", "poll.ms": 5 },
    };
    expect(changes(declared, { "batch.size": "9" })).to.deep.equal([
      'batch.size: "9" => nothing',
      'class: "org.example.OrdersSource" => "org.example.Other"',
      'poll.ms: nothing => "5"',
      'tasksMax: "1" => "2"',
      'topic: "orders" => "orders-v2"',
      'state: "running" => "paused"',
    ]);
  });

  it("reports that a failed connector will be restarted", () => {
    expect(changes({}, {}, sampleStatus("RUNNING", ["FAILED"]))).to.deep.equal([
      'state: "failed" => "running"',
    ]);
  });

  it("shows no secret of either side, and treats a masked one as the declared one", () => {
    const declared = {
      config: { topic: "orders", "db.password": "hunter2", pin: "1234", "db.token": "mine" },
      secretKeys: ["db.password", "pin", "db.token"],
    };
    const found = { "db.password": "hunter1", pin: "4321", "db.token": "****", "old.secret": "s" };
    expect(changes({ ...declared }, { ...found, code: "99" }, running, ["code"])).to.deep.equal([
      "code: [secret] => nothing",
      "db.password: [secret] => [secret]",
      "old.secret: [secret] => nothing",
      "pin: [secret] => [secret]",
    ]);
  });

  it("shows references, which are no secrets", () => {
    const reference = "${file:/mnt/db.properties:password}";
    const declared = { config: { topic: "orders", "db.password": reference } };
    expect(changes(declared, { "db.password": "hunter1" })).to.deep.equal([
      `db.password: [secret] => "${reference}"`,
    ]);
  });
});

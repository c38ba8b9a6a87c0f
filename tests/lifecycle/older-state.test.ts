import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { brokerAddress } from "../../sandbox/broker";
import { repositoryFolder } from "../../sandbox/paths";
import { testInstance } from "../../testkit/sandbox";
import {
  eachWithScenario,
  HEARTBEAT,
  type Scenario,
  SINK,
} from "../../testkit/connectors/scenario";

const FIXTURE = path.join(repositoryFolder, "tests", "fixtures", "state-before-0.1.0.json");

/** As the engine exported it, with `secretKeys` among the inputs and outputs. */
function olderState(s: Scenario): Deployment {
  const values: Readonly<Record<string, string>> = {
    stack: s.prefix,
    url: s.proxy.url,
    worker: new URL(s.workerUrl).host,
    broker: brokerAddress(testInstance),
  };
  const text = readFileSync(FIXTURE, "utf8");
  return JSON.parse(
    text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole),
  ) as Deployment;
}

describe("a state that was written before 0.1.0", () => {
  const scenario = eachWithScenario();

  const configs = () => {
    const broker = brokerAddress(testInstance);
    const sink = { file: "/dev/null", topics: scenario().name("topic") };
    return {
      plain: sink,
      full: { ...sink, "db.password": "hunter2-by-name" },
      learned: {
        "source.cluster.alias": "here",
        "target.cluster.alias": "there",
        "source.cluster.bootstrap.servers": broker,
        "target.cluster.bootstrap.servers": broker,
        "ssl.truststore.certificates": "hunter2-by-definition",
        "emit.heartbeats.enabled": "false",
      },
    };
  };

  /** The program that wrote the state. */
  function program(): void {
    const s = scenario();
    const { plain, full, learned } = configs();
    const common = (of: string) => ({ cluster: s.cluster, name: s.name(of) });
    new Connector("plain", { ...common("plain"), class: SINK, config: plain });
    new Connector("full", {
      ...common("full"),
      class: SINK,
      tasksMax: 2,
      restartPolicy: { maxRetry: 3 },
      state: "paused",
      ignoreKeys: ["errors.*"],
      restartTriggers: ["1"],
      config: { ...full, harmless: pulumi.secret("hunter2-by-program") },
    });
    new Connector("learned", {
      ...common("learned"),
      class: HEARTBEAT,
      waitFor: "connector",
      config: learned,
    });
  }

  beforeEach(async function () {
    this.timeout(60_000);
    const s = scenario();
    const { plain, full, learned } = configs();
    const create = (of: string, config: object, more: object = {}) =>
      s.rest.write("POST", "/connectors", { name: s.name(of), config, ...more });
    const sink = { "connector.class": SINK };
    await create("plain", { ...sink, "tasks.max": "1", ...plain });
    await create(
      "full",
      { ...sink, "tasks.max": "2", ...full, harmless: "hunter2-by-program" },
      { initial_state: "PAUSED" },
    );
    await create("learned", { "connector.class": HEARTBEAT, "tasks.max": "1", ...learned });
    await s.rest.until(s.name("plain"), "RUNNING");
    await s.rest.until(s.name("full"), "PAUSED", 0);
    await s.rest.until(s.name("learned"), "RUNNING", 0);
    await s.stack.stack.importStack(olderState(s));
  });

  it("shows no change in preview, up and refresh, and causes no write", async () => {
    const s = scenario();
    expect((await s.stack.preview(program)).changes).to.deep.equal({ same: 4 });
    expect((await s.stack.up(program)).changes).to.deep.equal({ same: 4 });
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect((await s.stack.preview(program)).changes).to.deep.equal({ same: 4 });
    expect(s.proxy.writes).to.deep.equal([]);
    expect(s.stack.rawState()).to.not.contain("hunter2");
  });
});

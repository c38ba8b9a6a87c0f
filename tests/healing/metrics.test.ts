import { expect } from "chai";
import { NO_MEMORY } from "../../healing/memory";
import { type Facts, metricsText } from "../../healing/metrics";
import { sampleStatus } from "../../testkit/connectors/samples";

describe("the metrics", () => {
  const facts: Facts = {
    answers: true,
    statuses: new Map([
      ["orders", sampleStatus("RUNNING", ["RUNNING", "FAILED"])],
      ['a "b"\\', sampleStatus("PAUSED", ["PAUSED"])],
    ]),
    memory: {
      ...NO_MEMORY,
      connectors: new Map([
        [
          "orders",
          { restarts: 3, lastWaitMs: 1, lastRestartAt: 1_500, seenAt: 2_000, givenUp: true },
        ],
      ]),
    },
    restarts: new Map([["orders", { requested: 2, failed: 1 }]]),
  };
  const lines = (of: Facts) => metricsText(of).split("\n");

  it("count connectors and tasks by state, with 0 for unused states", () => {
    expect(lines(facts)).to.include.members([
      "kafka_connect_healing_up 1",
      'kafka_connect_healing_connectors{state="running"} 1',
      'kafka_connect_healing_connectors{state="paused"} 1',
      'kafka_connect_healing_connectors{state="failed"} 0',
      'kafka_connect_healing_tasks{state="failed"} 1',
      'kafka_connect_healing_tasks{state="unassigned"} 0',
    ]);
  });

  it("show each connector's restarts, and whether it is given up", () => {
    expect(lines(facts)).to.include.members([
      'kafka_connect_healing_restarts_total{connector="orders",result="requested"} 2',
      'kafka_connect_healing_restarts_total{connector="orders",result="failed"} 1',
      'kafka_connect_healing_given_up{connector="orders"} 1',
      'kafka_connect_healing_last_restart_timestamp_seconds{connector="orders"} 1.5',
    ]);
  });

  it("escape special characters in a name", () => {
    expect(lines(facts)).to.include('kafka_connect_healing_given_up{connector="a \\"b\\"\\\\"} 0');
  });

  it("have a help line, a type line and one line per sample", () => {
    const form =
      /^(# (HELP|TYPE) kafka_connect_healing_\w+ .+|kafka_connect_healing_\w+(\{\w+=".*"\})? [\d.]+)$/;
    const text = metricsText(facts);
    expect(text.endsWith("\n")).to.equal(true);
    for (const line of text.slice(0, -1).split("\n")) expect(line).to.match(form);
  });
});

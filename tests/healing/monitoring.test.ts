import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { NO_MEMORY } from "../../healing/memory";
import { metricsText } from "../../healing/metrics";

const folder = path.join(__dirname, "..", "..", "monitoring");

describe("the monitoring files", () => {
  const facts = { answers: true, statuses: new Map(), memory: NO_MEMORY, restarts: new Map() };
  const exposed = [...metricsText(facts).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);

  for (const file of readdirSync(folder)) {
    it(`name only metrics that the agent exposes: ${file}`, () => {
      const text = readFileSync(path.join(folder, file), "utf8");
      const named = [...text.matchAll(/kafka_connect_healing_\w+/g)].map(([name]) => name);
      expect(named).to.have.length.above(5);
      expect(exposed).to.include.members([...new Set(named)]);
    });
  }

  it("are a dashboard whose panels do not overlap by id", () => {
    const text = readFileSync(path.join(folder, "grafana-dashboard.json"), "utf8");
    const { panels } = JSON.parse(text) as { panels: { id: number }[] };
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length);
  });
});

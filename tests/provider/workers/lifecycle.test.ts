import { expect } from "chai";
import { workers } from "../../../provider/workers/lifecycle";
import { useFakeSystemClock } from "../../../testkit/fake-clock";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { html, json, useServer } from "../../../testkit/scripted-server";

const PLUGINS = "GET /connector-plugins";
const plugin = { class: "org.example.Source", type: "source", version: "1" } as const;

describe("the workers of a Connect cluster", () => {
  const use = useServer();
  useFakeSystemClock();
  const process_ = useFakeProcessLog();

  const inputs = (id = "data/connect") => ({
    cluster: { url: use.server.url, id, managed: true },
    statefulSet: { namespace: "data", name: "connect" },
    revision: "a",
  });
  const warned = () => process_.log.lines.filter((line) => line.startsWith("warn")).join("\n");

  it("are asked for their plugins in a refresh", async () => {
    use.server.on(PLUGINS, json([plugin]));
    const { props } = await workers.read("data/connect", { ...inputs(), plugins: [] });
    expect(props.plugins).to.deep.equal([plugin]);
    expect(warned()).to.equal("");
  });

  it("keep their last known state in a refresh when they are down, with a warning", async () => {
    use.server.on(PLUGINS, html(404));
    const before = { ...inputs(), plugins: [plugin], failed: true };
    const { props } = await workers.read("data/connect", before);
    expect(props).to.deep.equal(before);
    expect(warned()).to.contain("last known state of the workers is kept");
  });

  it("are waited for again when the last deployment failed, also after a refresh", async () => {
    const olds = { ...inputs(), plugins: [] };
    expect(await workers.diff("", olds, inputs())).to.deep.equal({});
    expect(await workers.diff("", { ...olds, failed: true }, inputs())).to.deep.equal({
      changes: true,
    });
  });

  it("say in the preview that they become another Connect cluster", async () => {
    await workers.diff("", { ...inputs(), plugins: [] }, inputs("data/connect?group=g"));
    expect(warned()).to.contain("data/connect becomes data/connect?group=g");
  });
});

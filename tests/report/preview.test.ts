import { expect } from "chai";
import { NoPreview, readPreview } from "../../report/preview";
import { document, inputs, step, urn } from "../../testkit/engine/preview";

const MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

function events(...parts: object[]): string {
  return parts.map((part, sequence) => JSON.stringify({ sequence, ...part })).join("\n");
}

function planned({ oldState, newState, ...rest }: ReturnType<typeof step>, op = rest.op) {
  const metadata = { ...rest, op, old: oldState ?? null, new: newState ?? null };
  return { resourcePreEvent: { metadata } };
}

const done = { summaryEvent: { result: "succeeded" } };

describe("reading a preview", () => {
  const change = step("update", "a", inputs("a", { x: "1" }), inputs("a", { x: "2" }), {
    paths: ["config.x"],
  });

  it("returns the same for the document, for one event per line and for a list of events", () => {
    const read = readPreview(document([change]));
    expect(read.steps).to.have.length(1);
    expect(read.stack).to.equal("shop/production");
    const lines = events(planned(change), done);
    expect(readPreview(lines)).to.deep.equal(read);
    expect(readPreview(`[${lines.split("\n").join(",")}]`)).to.deep.equal(read);
  });

  it("counts a replacement as one change, although events report it in three parts", () => {
    const both = step("replace", "a", inputs("a"), inputs("b"), { paths: ["name"] });
    const { newState: _, ...deleted } = both;
    const read = readPreview(
      events(
        planned(deleted, "delete-replaced"),
        planned(both),
        planned(both, "create-replacement"),
        done,
      ),
    );
    expect(read).to.deep.equal(readPreview(document([both])));
  });

  it("leaves out what stays the same, and a refresh before the change itself", () => {
    const refreshed = { ...change, op: "refresh" };
    const same = { ...step("same", "b", inputs("b"), inputs("b")) };
    expect(readPreview(document([refreshed, same, change])).steps).to.deep.equal(
      readPreview(document([change])).steps,
    );
  });

  it("ignores debug events, in which the SDK writes secrets", () => {
    const debug = { severity: "debug", message: "RegisterResource RPC finished: hunter2", urn: "" };
    const read = readPreview(events({ diagnosticEvent: debug }, planned(change), done));
    expect(JSON.stringify(read)).to.not.contain("hunter2");
  });

  it("removes a wrapped secret, even with its value next to it", () => {
    const shown = step("create", "a", undefined, {
      config: { ...MARK, plaintext: '{"x":"hunter2"}' },
    });
    const [read] = readPreview(document([shown])).steps;
    expect(read?.new).to.deep.equal({ config: "[secret]" });
  });

  it("recognizes a preview that failed or ended before its summary", () => {
    const diagnosticEvent = { severity: "error", message: "error: broken\n", urn: urn("T", "a") };
    expect(readPreview(document([change], [diagnosticEvent]))).to.deep.include({
      finished: false,
      problems: [{ severity: "error", urn: urn("T", "a"), message: "broken" }],
    });
    expect(readPreview(events(planned(change))).finished).to.equal(false);
    const failed = { summaryEvent: { result: "failed" } };
    expect(readPreview(events({ diagnosticEvent }, failed)).finished).to.equal(false);
  });

  it("refuses a text that is not a preview, with the next step", () => {
    expect(() => readPreview(" \n")).to.throw(NoPreview, "failed before it began");
    for (const text of ["Previewing update", "{}", "[1]", '{"a":1}\n{"b":2}', '{"sequence":1']) {
      expect(() => readPreview(text), text).to.throw(NoPreview, "neither");
    }
  });
});

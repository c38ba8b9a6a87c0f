import { expect } from "chai";
import { isAskable } from "../../../provider/connector/check/askable";
import {
  adoptedClassChanged,
  offsetsDeleted,
  offsetsLeftBehind,
} from "../../../provider/connector/check/notices";
import { UNKNOWN } from "../../../provider/core/unknown";
import { sampleDraft, sampleInfo, sampleInputs } from "../../../testkit/connectors/samples";

type Raw = Readonly<Record<string, unknown>>;

const SINK = [{ name: "topics.regex", type: "STRING" }];
const SOURCE = [{ name: "topic", type: "STRING" }];
const offsets = [{ partition: { a: "b" }, offset: { c: 1 } }];

const toSink = { config: { topics: "orders" } };
const renamed = { name: "n", config: UNKNOWN };

function askable(changes: Raw) {
  const inputs = sampleDraft(changes);
  if (!isAskable(inputs)) throw new Error("the cluster or the class is unknown");
  return inputs;
}

describe("check: the notice about offsets that a change leaves behind", () => {
  const cases: [string, Raw, Raw, typeof SINK, RegExp | undefined][] = [
    ["a rename of a source", {}, { name: "n" }, SOURCE, /"orders" becomes "n".*from the beginning/],
    ["a rename of a sink", {}, { name: "n" }, SINK, /a new consumer group/],
    [
      "a rename with onDelete.resetOffsets",
      { onDelete: { resetOffsets: true } },
      { name: "n" },
      SOURCE,
      /are deleted/,
    ],
    ["another class of a source", {}, { class: "a.Other" }, SOURCE, /offsets reset orders --stop/],
    ["another class of a sink", toSink, { class: "a.Other" }, SINK, undefined],
    [
      "a source that becomes a sink",
      {},
      { class: "a.Other" },
      SINK,
      /from the source .* to the sink a\.Other: .*do not apply.*before `pulumi up`/,
    ],
    [
      "a sink that becomes a source",
      toSink,
      { class: "a.Other" },
      SOURCE,
      /from the sink .* to the source a\.Other: .*consumer group stay behind/,
    ],
    [
      "a source that becomes a sink and gets the offsets that it had",
      { offsets },
      { class: "a.Other", offsets },
      SINK,
      /do not apply/,
    ],
    ["another class with new offsets", {}, { class: "a.Other", offsets }, SOURCE, undefined],
    [
      "another class on another cluster, which has its own warning",
      {},
      { class: "a.Other", cluster: { url: "http://other:8083" } },
      SOURCE,
      undefined,
    ],
    [
      "a rename of a source to a sink with a group of its own",
      {},
      { name: "n", class: "a.Other", config: { "consumer.override.group.id": "g" } },
      SINK,
      /"orders" becomes "n"/,
    ],
    [
      "an alias of the same class",
      { class: "a.OrdersConnector" },
      { class: "Orders" },
      SOURCE,
      undefined,
    ],
    ["a rename with offsets", {}, { name: "n", offsets }, SOURCE, undefined],
    [
      "a sink with a group of its own",
      toSink,
      { name: "n", config: { "consumer.override.group.id": "g" } },
      SINK,
      undefined,
    ],
    ["an unknown name", {}, { name: UNKNOWN, class: "a.Other" }, SOURCE, undefined],
    ["a rename of a source with an unknown config", {}, renamed, SOURCE, /"orders" becomes "n"/],
    ["a rename of a sink with an unknown group", toSink, renamed, SINK, undefined],
    ["a rename of a connector that may be a sink", {}, renamed, [], undefined],
    ["another config", {}, { config: { topic: "b" } }, SOURCE, undefined],
  ];
  for (const [what, before, now, definitions, text] of cases) {
    it(`${text === undefined ? "does not appear" : "appears"} for ${what}`, () => {
      const notice = offsetsLeftBehind(sampleInputs(before), askable(now), definitions);
      if (text === undefined) expect(notice).to.equal(undefined);
      else expect(notice).to.match(text);
    });
  }

  const types: [string, string | undefined, Raw, RegExp | undefined][] = [
    ["Connect calls a source, although it has topics", "source", toSink, /from the source/],
    ["Connect calls a sink, although it has no topics", "sink", {}, undefined],
    ["Connect does not show", undefined, toSink, undefined],
  ];
  for (const [what, type, before, text] of types) {
    it(`uses the type of a connector that ${what}`, () => {
      const news = askable({ class: "a.Other" });
      const told = offsetsLeftBehind(sampleInputs(before), news, SINK, type);
      if (text === undefined) expect(told).to.equal(undefined);
      else expect(told).to.match(text);
    });

    it(`uses the type of an adopted connector that ${what}`, () => {
      const { config = {} } = before as { config?: Record<string, string> };
      const live = {
        ...sampleInfo({ config: { ...config, "connector.class": "a.B" } }),
        type: type ?? "unknown",
      };
      const told = adoptedClassChanged(live, askable({ class: "a.Other" }), SINK);
      if (text === undefined) expect(told).to.equal(undefined);
      else expect(told).to.match(text);
    });
  }

  it("appears for another class at a new address where the connector still has the old class", () => {
    const news = askable({ class: "a.Other", cluster: { url: "http://other:8083" } });
    expect(offsetsLeftBehind(sampleInputs(), news, SOURCE, "source")).to.match(/changes its class/);
  });

  it("does not appear for a new connector", () => {
    expect(offsetsLeftBehind({}, sampleInputs(), SOURCE)).to.equal(undefined);
  });
});

describe("check: the notice about offsets that a replacement deletes", () => {
  const onDelete = { resetOffsets: true };
  const cases: [string, Raw, Raw, RegExp | undefined][] = [
    ["a source", { onDelete }, {}, /"orders" is deleted and created again.*from the beginning/],
    ["a sink", { onDelete, ...toSink }, toSink, /it starts where consumer\.override/],
    ["a source that keeps its offsets on delete", {}, {}, undefined],
    ["a source that gets offsets", { onDelete }, { offsets }, undefined],
  ];
  for (const [what, before, now, text] of cases) {
    it(`${text === undefined ? "does not appear" : "appears"} for ${what}`, () => {
      const notice = offsetsDeleted(sampleInputs(before), askable(now));
      if (text === undefined) expect(notice).to.equal(undefined);
      else expect(notice).to.match(text);
    });
  }
});

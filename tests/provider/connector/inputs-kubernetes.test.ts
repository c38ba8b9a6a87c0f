import { expect } from "chai";
import fc from "fast-check";
import { canonicalise } from "../../../provider/connector/inputs";
import { UNKNOWN } from "../../../provider/core/unknown";

const minimal = { name: "orders", class: "org.example.Source" };
const inputsOf = (changes: object) => canonicalise({ ...minimal, ...changes }).inputs;
const failuresOf = (changes: object) => canonicalise({ ...minimal, ...changes }).failures;

describe("inputs: a Service in Kubernetes", () => {
  it("is complete, with its own url", () => {
    const kubernetes = { namespace: "data", service: "connect", port: 8083 };
    const cluster = { url: "http://connect.data:8083", kubernetes };
    for (const port of [8083, "8083", undefined, null]) {
      const { inputs, failures } = canonicalise({
        ...minimal,
        cluster: { kubernetes: { ...kubernetes, port, context: null } },
      });
      expect(failures).to.deep.equal([]);
      expect(inputs.cluster).to.deep.equal(cluster);
    }
  });

  it("keeps a given url and the credentials", () => {
    const kubernetes = {
      namespace: "data",
      service: "connect",
      port: 443,
      context: "prod",
      kubeconfig: { file: "config" },
    };
    const cluster = { url: "https://connect.example.com/base", kubernetes };
    expect(inputsOf({ cluster }).cluster).to.deep.equal(cluster);
  });

  it("is not set if it is null", () => {
    const cluster = { url: "http://connect:8083" };
    expect(inputsOf({ cluster: { ...cluster, kubernetes: null } }).cluster).to.deep.equal(cluster);
  });

  it("is neither checked nor given a url while it is unknown", () => {
    expect(failuresOf({ cluster: { kubernetes: UNKNOWN } })).to.deep.equal([]);
    for (const part of ["namespace", "service", "port", "kubeconfig"]) {
      const kubernetes = { namespace: "data", service: "connect", [part]: UNKNOWN };
      expect(failuresOf({ cluster: { kubernetes } })).to.deep.equal([]);
      const url = part === "kubeconfig" ? "http://connect.data:8083" : UNKNOWN;
      expect(inputsOf({ cluster: { kubernetes } }).cluster).to.include({ url });
    }
  });

  it("does not change when it is canonicalised again", () => {
    const any = fc.constantFrom<unknown>(undefined, null, UNKNOWN, "", "a", 1, true);
    const service = fc.record(
      {
        namespace: fc.constantFrom("data", "Data", UNKNOWN),
        service: fc.constantFrom("connect", "", UNKNOWN),
        port: fc.oneof(any, fc.nat(), fc.constant("8083")),
        context: any,
        kubeconfig: any,
      },
      { requiredKeys: [] },
    );
    const url = fc.constantFrom(undefined, null, UNKNOWN, "https://connect/", "connect");
    fc.assert(
      fc.property(url, fc.oneof(any, service), (given, kubernetes) => {
        const once = inputsOf({ cluster: { url: given, kubernetes } });
        expect(inputsOf(once)).to.deep.equal(once);
      }),
      { numRuns: 1000 },
    );
  });
});

import { expect } from "chai";
import { checkConfiguration } from "../../plugin/configuration";
import { markedSecret } from "../../provider/core/secret-mark";
import { UNKNOWN } from "../../provider/core/unknown";
import { configuredCluster } from "../../provider/endpoint/provider-cluster";

describe("the provider's configuration", () => {
  const url = "https://connect:8083";
  const cluster = { url, bearerToken: "hunter2" };

  it("accepts the cluster as an object and as JSON, as in stack configuration", () => {
    expect(configuredCluster({ cluster })).to.deep.equal(cluster);
    expect(configuredCluster({ cluster: JSON.stringify(cluster) })).to.deep.equal(cluster);
    const marked = { url, bearerToken: markedSecret("hunter2") };
    expect(configuredCluster({ cluster: JSON.stringify(marked) })).to.deep.equal(cluster);
    for (const none of [{}, { cluster: "" }, { version: "1.0.0" }]) {
      expect(configuredCluster(none)).to.equal(undefined);
    }
    expect(configuredCluster({ cluster: UNKNOWN })).to.equal(UNKNOWN);
  });

  it("is stored with its credentials as secrets, which a reference is not", () => {
    expect(checkConfiguration({ cluster })).to.deep.equal({
      inputs: { cluster: { url, bearerToken: markedSecret("hunter2") } },
      failures: [],
    });
    const text = JSON.stringify(cluster);
    expect(checkConfiguration({ cluster: text }).inputs).to.deep.equal({
      cluster: markedSecret(text),
    });
    const reference = { url, bearerToken: { env: "TOKEN" } };
    for (const plain of [reference, JSON.stringify(reference)]) {
      expect(checkConfiguration({ cluster: plain }).inputs).to.deep.equal({ cluster: plain });
    }
    const marked = { cluster: { url: markedSecret(url) } };
    expect(checkConfiguration(marked).inputs).to.deep.equal(marked);
  });

  it("is refused with the path of each mistake, and without its values", () => {
    const cases: [given: unknown, reason: RegExp][] = [
      ["{hunter2", /^cluster: must be an endpoint/],
      [url, /^cluster: must be an endpoint: an object, or its JSON such as \{"url": /],
      ["[1]", /^cluster: must be a map/],
      [{ url: "ftp://connect" }, /^cluster\.url: must be http or https/],
      [{ uri: url }, /^cluster\.uri: is not an argument: did you mean "url"/],
      [
        { ...cluster, basicAuth: { username: "a", password: "hunter2" } },
        /^cluster\.bearerToken: /,
      ],
    ];
    for (const [given, reason] of cases) {
      const { failures } = checkConfiguration({ cluster: given });
      expect(failures.map((failure) => failure.property)).to.include("");
      const reasons = failures.map((failure) => failure.reason);
      expect(
        reasons.some((text) => reason.test(text)),
        reasons.join("\n"),
      ).to.equal(true);
      expect(reasons.join()).to.not.contain("hunter2");
    }
    const misspelt = checkConfiguration({ clutser: cluster }).failures;
    expect(misspelt[0]?.reason).to.match(/^clutser: is not an argument: did you mean "cluster"/);
  });
});

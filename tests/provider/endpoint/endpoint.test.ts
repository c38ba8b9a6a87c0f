import { expect } from "chai";
import { canonicalUrl, clusterId, serviceUrl } from "../../../provider/endpoint/endpoint";

describe("endpoint: a url in one spelling", () => {
  const cases: [string, string][] = [
    ["http://connect:8083", "http://connect:8083"],
    ["http://connect:8083/", "http://connect:8083"],
    ["http://connect:8083//", "http://connect:8083"],
    ["HTTP://Connect:80", "http://connect"],
    ["https://connect:443/a/b/", "https://connect/a/b"],
    [" https://connect/A ", "https://connect/A"],
    ["http://[::1]:8083/", "http://[::1]:8083"],
  ];
  for (const [url, canonical] of cases) {
    it(`is ${canonical} for ${JSON.stringify(url)}, and then stays`, () => {
      expect(canonicalUrl(url)).to.equal(canonical);
      expect(canonicalUrl(canonical)).to.equal(canonical);
    });
  }
});

describe("endpoint: what distinguishes clusters", () => {
  it("is the url as long as there is no id", () => {
    expect(clusterId({ url: "http://connect:8083/" })).to.equal("http://connect:8083");
  });

  it("is the Service's url in its own Kubernetes", () => {
    const service = { namespace: "data", service: "connect" };
    expect(serviceUrl({ ...service, port: 8083 })).to.equal("http://connect.data:8083");
    expect(serviceUrl({ ...service, port: 80 })).to.equal("http://connect.data");
  });

  it("is the id, whatever the url", () => {
    expect(clusterId({ url: "http://connect:8083/", id: "prod" })).to.equal("prod");
  });
});

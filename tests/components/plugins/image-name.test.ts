import { expect } from "chai";
import { madeImage, wholeName } from "../../../components/plugins/image-name";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("image-name", () => {
  const whole: [string, string][] = [
    ["eclipse-temurin:21-jre-alpine", "docker.io/library/eclipse-temurin:21-jre-alpine"],
    ["apache/kafka", "docker.io/apache/kafka"],
    ["quay.io/debezium/connect:3.6", "quay.io/debezium/connect:3.6"],
    ["localhost/connect", "localhost/connect"],
    ["registry:5000/a/b_c.d--e:v1.2-x", "registry:5000/a/b_c.d--e:v1.2-x"],
    [`apache/kafka@${digest}`, `docker.io/apache/kafka@${digest}`],
    [`apache/kafka:4.3.1@${digest}`, `docker.io/apache/kafka:4.3.1@${digest}`],
  ];
  for (const [name, expected] of whole) {
    it(`takes ${name} as Kubernetes does`, () => {
      expect(wholeName("baseImage", name)).to.equal(expected);
    });
  }

  const bad = [
    "",
    "Connect",
    "registry.example.com/",
    "registry.example.com/Team/connect",
    "https://registry.example.com/connect",
    "apache/kafka:",
    "apache/kafka:a b",
    "apache/kafka\nRUN id",
    "apache/kafka --x",
    "apache/kafka@sha256:abc",
  ];
  for (const name of bad) {
    it(`refuses ${JSON.stringify(name)}, and names the property`, () => {
      expect(() => wholeName("baseImage", name)).to.throw(
        `baseImage: "${name}" is not an image name (for example registry.example.com/connect:1)`,
      );
    });
  }

  it("separates the name of an image to build from its tag", () => {
    expect(madeImage("imageName", "registry:5000/connect")).to.deep.equal({
      repository: "registry:5000/connect",
    });
    expect(madeImage("imageName", "team/connect:1")).to.deep.equal({
      repository: "docker.io/team/connect",
      tag: "1",
    });
  });

  it("refuses a digest for an image to build", () => {
    expect(() => madeImage("imageName", `team/connect@${digest}`)).to.throw(
      /^imageName: .* contains a digest, which only a build produces: remove it$/,
    );
  });
});

import { expect } from "chai";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { pack, type Tarball } from "../../testkit/engine/installation";

const limit = 540_000;

describe("the tarball", () => {
  let tarball: Tarball;

  before(async () => {
    tarball = await pack();
  });

  it("contains the compiled sources with their types, the plugin and its SDKs, the monitoring files and the documents, and nothing else", () => {
    const compiled =
      /^dist\/(index|native|healing-agent|(cli|components|healing|plugin|provider|report)(\/[\w-]+)+)(\.js|\.d\.ts)$/;
    const scripts = /^dist\/components\/(plugins\/)?[\w-]+\.sh$/;
    const plugin = /^dist\/plugin\/(schema\.json|pulumi-resource-pulumi-kafka-connect(\.cmd)?)$/;
    const beside = /^monitoring\/[\w-]+\.(json|yaml)$/;
    const sdk =
      /^sdk\/(python\/(pyproject\.toml|README\.md|pulumi_kafka_connect\/.+)|go\/(go\.mod|README\.md|kafkaconnect\/.+)|\w+\/\.gitattributes)$/;
    const named = ["README.md", "CHANGELOG.md", "LICENSE", "package.json"];
    const others = tarball.paths.filter(
      (file) => ![compiled, scripts, plugin, sdk, beside].some((kind) => kind.test(file)),
    );
    expect(others).to.have.members(named);
  });

  it(`takes at most ${limit / 1000} kB`, () => {
    expect(tarball.size).to.be.at.most(limit);
  });

  it("contains every file that package.json promises", () => {
    const { main, types, bin, exports } = readJson(path.join(repositoryFolder, "package.json"));
    const promised = strings([main, types, bin, exports]).map((file) => file.replace("./", ""));
    expect(promised.length).to.be.greaterThan(5);
    expect(tarball.paths).to.include.members(promised);
  });

  it("contains no path of the machine that built it", () => {
    for (const file of tarball.paths) {
      const text = readFileSync(path.join(repositoryFolder, file), "utf8");
      for (const ours of [repositoryFolder, homedir()]) expect(text, file).to.not.include(ours);
    }
  });
});

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(value ?? {}).flatMap(strings);
}

import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";

/** Every program that the sandbox or the tests build with Go. */
const folders = {
  cli: "sandbox/pulumi/cli",
  "language-host": "sandbox/pulumi/language-host",
  "sdk-generator": "sandbox/pulumi/sdk-generator",
  "yaml-host": "sandbox/pulumi/yaml-host",
  "kubernetes-provider": "sandbox/pulumi/kubernetes-provider",
  kubernetes: "sandbox/kubernetes/components",
  coredns: "sandbox/kubernetes/coredns",
  program: "testkit/languages/programs/go",
};

/** Nearly every package needs these, so another version is another build of everything. */
const COMMON = [
  "golang.org/x/net",
  "golang.org/x/sys",
  "golang.org/x/text",
  "golang.org/x/crypto",
  "google.golang.org/grpc",
  "google.golang.org/protobuf",
];

function versions(folder: string): Map<string, string> {
  const text = readFileSync(path.join(repositoryFolder, folder, "go.mod"), "utf8");
  const lines = text.matchAll(/^\s*(?:require )?(\S+\.\S+\/\S+) (v\S+)(?: \/\/ indirect)?$/gm);
  return new Map([...lines].map(([, module = "", version = ""]) => [module, version]));
}

describe("the Go programs of the sandbox", () => {
  const first = versions(folders.cli);

  for (const [name, folder] of Object.entries(folders)) {
    it(`share the compiled packages of the Pulumi CLI: ${name}`, () => {
      const own = versions(folder);
      const shared = COMMON.filter((module) => own.has(module));
      expect(shared).to.include("google.golang.org/grpc");
      for (const module of shared) expect(own.get(module), module).to.equal(first.get(module));
    });
  }

  it("share the Kubernetes libraries: the node and the provider", () => {
    const node = versions(folders.kubernetes);
    const provider = versions(folders["kubernetes-provider"]);
    for (const module of ["k8s.io/api", "k8s.io/apimachinery", "k8s.io/client-go"]) {
      expect(provider.get(module), module).to.equal(node.get(module)).and.to.match(/^v0\./);
    }
  });
});

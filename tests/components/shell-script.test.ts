import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import { PROBE_WORKER, START_WORKER } from "../../components/start-worker";
import { BUILD_IMAGE } from "../../components/plugins/build-image";
import { COPIED } from "../../components/plugins/containerfile";
import { INSTALL_PLUGINS } from "../../components/plugins/install-plugins";
import { shellScript } from "../../components/shell-script";
import { debianTool } from "../../testkit/debian-tool";

const MAKE_STORES = shellScript(path.resolve("components"), "make-stores.sh");

/** The shells that may run each script: images have different ones. */
const anySh = [["dash"], ["bash"], ["busybox", "sh"]];
const bash = [["bash"]];
const scripts: [string, string, string[][]][] = [
  ["install-plugins.sh", INSTALL_PLUGINS, anySh],
  ["build-image.sh", BUILD_IMAGE, anySh],
  ["make-stores.sh", MAKE_STORES, anySh],
  ["start-worker.sh", START_WORKER, bash],
  ["probe-worker.sh", PROBE_WORKER, bash],
];

for (const [name, text, shells] of scripts) {
  describe(name, () => {
    for (const [tool = "", ...args] of shells) {
      it(`can be read by ${tool}`, () => {
        execFileSync(debianTool(tool), [...args, "-n"], { input: text, stdio: "pipe" });
      });
    }

    it("is one file that contains its parts", () => {
      expect(text.startsWith("#!")).to.equal(true);
      expect(text).to.not.match(/^\s*\. /m);
    });

    // A bare `return` has the status of the line before, so a failure may look like success.
    it("names the status of every return", () => {
      const code = text.split("\n").filter((line) => !/^\s*#/.test(line));
      expect(code.filter((line) => /\breturn\s*(?:[;}#&|]|$)/.test(line))).to.deep.equal([]);
    });

    it("gets its paths from its environment, and not from the program", () => {
      expect(text).to.not.include("/mnt/");
    });
  });
}

it("build-image.sh gives the files of an image the names that the Containerfile copies", () => {
  for (const name of Object.values(COPIED)) expect(BUILD_IMAGE).to.include(`/context/${name}"`);
});

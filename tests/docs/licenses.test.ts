import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { tableRows } from "../../testkit/docs/markdown";

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
  /** Needed only to develop the package. */
  readonly dev?: true;
  readonly devOptional?: true;
  /** A workspace, so an example. */
  readonly link?: true;
}

const modules = "node_modules/";
/** Up to this many packages of one license are listed by name. */
const few = 5;

const page = readFileSync(path.join(repositoryFolder, "docs", "security.md"), "utf8");
const [, section = ""] = page.split("\n## Dependencies\n");
const { packages } = JSON.parse(
  readFileSync(path.join(repositoryFolder, "package-lock.json"), "utf8"),
) as { packages: Record<string, Locked> };

/** Each license with the names of the packages that have it. */
function byLicense(): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const [folder, { license = "none", dev, devOptional, link }] of Object.entries(packages)) {
    if (!folder.startsWith(modules) || dev || devOptional || link) continue;
    const name = folder.slice(folder.lastIndexOf(modules) + modules.length);
    found.set(license, (found.get(license) ?? new Set()).add(name));
  }
  return new Map([...found].map(([license, names]) => [license, [...names].sort()]));
}

describe("docs/security.md, about the dependencies", () => {
  const rows = tableRows(section);

  it("has the license of each declared one", () => {
    const declared = Object.keys(packages[""]?.dependencies ?? {});
    expect(declared.length).to.be.greaterThan(5);
    for (const name of declared) {
      expect(rows).to.deep.include([`\`${name}\``, packages[modules + name]?.license]);
    }
  });

  it("has every license of their own dependencies, with the number or the names of the packages", () => {
    const expected = [...byLicense()]
      .sort(([, one], [, other]) => other.length - one.length)
      .map(([license, names]) => [
        license,
        names.length > few ? `${names.length}` : names.map((name) => `\`${name}\``).join(", "),
      ]);
    expect(rows.filter(([first]) => !first?.startsWith("`"))).to.deep.equal(expected);
  });
});

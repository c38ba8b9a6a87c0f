import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { secretsInFiles } from "./files";
import { Printed } from "./printed";
import { DUMP_OF_THE_SDK, MARKER, secretsIn } from "./secrets-in";

const secret = `${MARKER}2-of-this-test`;

describe("the search for secrets", () => {
  it("finds each secret, with the text around it", () => {
    const text = `first line\n"password":"${secret}",\nand ${secret} again`;
    expect(secretsIn(text)).to.have.length(2);
    expect(secretsIn(text)[0]).to.contain(`⏎"password":"${secret}"`);
  });

  for (const user of ["", "a:", "me:", "you:", "operator:"]) {
    it(`finds it in base64, after "${user}"`, () => {
      const header = Buffer.from(`${user}${secret}`).toString("base64");
      expect(secretsIn(`Authorization: Basic ${header}`)).to.have.length(1);
    });
  }

  it("finds nothing if there is none", () => {
    expect(
      secretsIn(`db.password: [secret]\n${Buffer.from("a:b").toString("base64")}`),
    ).to.deep.equal([]);
  });

  it("ignores what the SDK dumps, but not the line after it", () => {
    const dump = `{"message":"${DUMP_OF_THE_SDK}${secret}"}`;
    expect(secretsIn(dump)).to.deep.equal([]);
    expect(secretsIn(`${dump}\n${secret}`)).to.have.length(1);
  });

  it("captures everything that is printed, also in pieces, and still prints it", () => {
    let through = "";
    const stream = { write: (text: unknown) => (through += String(text)) !== "" };
    const printed = new Printed(stream);
    stream.write(secret.slice(0, 4));
    stream.write(secret.slice(4));
    printed.aside(() => stream.write(`expected ${secret} to equal another`));
    stream.write(" the end");
    expect(secretsIn(printed.text)).to.have.length(1);
    expect(through).to.contain("to equal another").and.to.contain("the end");
  });

  describe("in files", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-search-"));
      mkdirSync(path.join(folder, "state", "history"), { recursive: true });
      mkdirSync(path.join(folder, "config"));
      writeFileSync(path.join(folder, "state", "history", "1.json"), `{"p":"${secret}"}`);
      writeFileSync(path.join(folder, "config", "worker.properties"), `p=${secret}`);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    it("names the file, and leaves out exceptions", () => {
      expect(secretsInFiles(folder)).to.have.length(2);
      const [found, ...more] = secretsInFiles(folder, ["config"]);
      expect(found).to.contain(path.join("state", "history", "1.json"));
      expect(more).to.deep.equal([]);
    });

    it("leaves out third-party packages, wherever they are", () => {
      const packages = path.join(folder, "state", "node_modules", "a");
      mkdirSync(packages, { recursive: true });
      writeFileSync(path.join(packages, "index.js"), `// by ${secret}`);
      expect(secretsInFiles(folder, ["config"])).to.have.length(1);
    });

    it("tolerates broken or circular links, and a missing folder", () => {
      symlinkSync(path.join(folder, "gone"), path.join(folder, "link"));
      symlinkSync(folder, path.join(folder, "circle"));
      expect(secretsInFiles(folder, ["config", "state"])).to.deep.equal([]);
      expect(secretsInFiles(path.join(folder, "gone"))).to.deep.equal([]);
    });
  });
});

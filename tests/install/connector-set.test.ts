import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { Example } from "../../testkit/docs/example";
import { FaultProxy } from "../../testkit/connect/proxy";
import { Rest } from "../../testkit/connect/rest";
import { sandbox } from "../../testkit/sandbox";

describe("the example connector-set", function () {
  this.timeout(240_000);

  const UP = "pulumi up --yes --skip-preview --non-interactive --color never";

  it("moves a connector out of the set and back without a write, and deletes what the program no longer has", async () => {
    const { pulumi, workerUrl } = await sandbox();
    const proxy = await FaultProxy.start(workerUrl);
    const rest = new Rest(workerUrl);
    const example = await Example.begin("connector-set", pulumi);
    const names = async () =>
      (await rest.names()).filter((name) => name.startsWith("orders-")).sort();
    try {
      const folder = path.join(example.folder, "files");
      mkdirSync(folder);
      for (const shop of ["berlin", "lisbon", "oslo"]) {
        writeFileSync(path.join(folder, `${shop}.txt`), "");
      }
      await example.configure({ connectUrl: proxy.url, folder });
      await example.run(UP);
      expect(await names()).to.deep.equal(["orders-berlin", "orders-lisbon", "orders-oslo"]);

      proxy.reset();
      await example.run("pulumi config set alone lisbon");
      await example.run(UP);
      await example.run("pulumi config rm alone");
      await example.run(UP);
      expect(proxy.made).to.deep.equal([]);
      expect(await names()).to.have.length(3);

      await example.run("pulumi config set --path 'shops[0]' berlin");
      await example.run("pulumi config set --path 'shops[1]' lisbon");
      await example.run(UP);
      expect(await names()).to.deep.equal(["orders-berlin", "orders-lisbon"]);
      await example.run("pulumi destroy --yes --skip-preview --non-interactive");
      expect(await names()).to.deep.equal([]);
    } finally {
      await example.end();
      await proxy.close();
    }
  });
});

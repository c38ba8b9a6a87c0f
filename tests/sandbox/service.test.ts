import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { instanceAt, type Instance } from "../../sandbox/paths";
import { loopback } from "../../sandbox/port";
import { ensureRunning, type Service } from "../../sandbox/service";
import * as net from "node:net";

describe("a service", () => {
  let instance: Instance;

  beforeEach(() => {
    const runFolder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-"));
    instance = instanceAt("unit", runFolder, 1);
  });

  afterEach(() => fs.rmSync(instance.runFolder, { recursive: true, force: true }));

  function service(changes: Partial<Service>): Service {
    return {
      name: "broker",
      ports: [],
      // It ends at once, because it does not know the identity as an option.
      command: () => process.execPath,
      args: [],
      files: {},
      healthy: () => Promise.resolve(false),
      deadlineMs: 20_000,
      ...changes,
    };
  }

  async function messageOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => "no error",
      (error: Error) => error.message,
    );
  }

  it("that dies while starting is reported at once, with the end of its log", async () => {
    const message = await messageOf(ensureRunning(instance, service({})));
    expect(message).to.match(/^broker ended while starting; the end of .*broker\.log:\n/);
    expect(message).to.contain("bad option: -Dsandbox.id=");
  });

  it("keeps the log of the run before", async () => {
    await messageOf(ensureRunning(instance, service({})));
    await messageOf(ensureRunning(instance, service({})));
    expect(fs.readdirSync(path.join(instance.runFolder, "logs")).sort()).to.deep.equal([
      "broker.log",
      "broker.previous.log",
    ]);
  });

  it("is not started on a port in use, and then writes nothing", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
    const { port } = server.address() as net.AddressInfo;
    const file = path.join(instance.runFolder, "config", "broker.properties");
    const wanted = service({ ports: [port], files: { [file]: "x" } });
    expect(await messageOf(ensureRunning(instance, wanted))).to.contain(`port ${port} is taken`);
    expect(fs.existsSync(file)).to.equal(false);
    await new Promise((resolve) => server.close(resolve));
  });
});

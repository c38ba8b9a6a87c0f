import { expect } from "chai";
import * as net from "node:net";
import { loopback, portAnswers, requireFreePort } from "../../sandbox/port";

describe("a port", () => {
  let server: net.Server;
  let port: number;

  beforeEach(async () => {
    server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
    port = (server.address() as net.AddressInfo).port;
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("that is taken is named in the error, with its owner and the next step", async () => {
    let message = "";
    await requireFreePort(port).catch((error: Error) => (message = error.message));
    expect(message).to.match(new RegExp(`^port ${port} is taken by another process: `));
    expect(message).to.match(new RegExp(`pid ${process.pid} |could not be found out`));
    expect(message).to.contain("set SANDBOX_PORT_BASE");
  });

  it("that nothing listens on is free", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await portAnswers(port)).to.equal(false);
    await requireFreePort(port);
  });
});

import { EventEmitter } from "node:events";
import { mock } from "node:test";
import { expect } from "chai";
import type { WebSocket } from "ws" with { "resolution-mode": "import" };
import { ForwardedStream } from "../../../provider/kubernetes/forwarded-stream";

/** A WebSocket without a server. */
class SilentSocket extends EventEmitter {
  pings = 0;
  ping(): void {
    this.pings += 1;
  }
  pause(): void {}
  resume(): void {}
  close(): void {}
  terminate(): void {}
}

describe("a forwarded stream", () => {
  let socket: SilentSocket;
  let stream: ForwardedStream;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
    socket = new SilentSocket();
    stream = new ForwardedStream(socket as unknown as WebSocket);
  });

  afterEach(() => {
    stream.destroy();
    mock.timers.reset();
  });

  it("pings three times a minute, because a load balancer may close a stream after a silent minute", () => {
    mock.timers.tick(19_999);
    expect(socket.pings).to.equal(0);
    mock.timers.tick(1);
    expect(socket.pings).to.equal(1);
    mock.timers.tick(40_000);
    expect(socket.pings).to.equal(3);
  });

  it("does not ping after it was destroyed", () => {
    stream.destroy();
    mock.timers.tick(60_000);
    expect(socket.pings).to.equal(0);
  });

  it("reports once that it was idle for its timeout", () => {
    let timeouts = 0;
    stream.setTimeout(5_000, () => (timeouts += 1));
    mock.timers.tick(4_999);
    expect(timeouts).to.equal(0);
    mock.timers.tick(1);
    expect(timeouts).to.equal(1);
    mock.timers.tick(60_000);
    expect(timeouts).to.equal(1);
  });

  it("never reports that it is idle if the timeout is 0", () => {
    let timeouts = 0;
    const listener = () => (timeouts += 1);
    stream.setTimeout(5_000, listener).setTimeout(0, listener);
    mock.timers.tick(60_000);
    expect(timeouts).to.equal(0);
  });
});

import { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws" with { "resolution-mode": "import" };

/** Channels of the protocol `v4.channel.k8s.io`, given by the first byte of each message. */
const DATA = 0;
const ERROR = 1;
/** Both channels begin with a message that repeats the port. */
const PORT_BYTES = 2;

/**
 * A load balancer in front of an API server closes silent connections after a minute, but a worker
 * may need 90 s.
 */
const PING_MS = 20_000;

/**
 * The runtime's message that nothing in the pod accepted the connection, so no byte was read there.
 */
const NOT_TAKEN =
  /connection refused|failed to (dial|connect|find)|no such host|not running|not found|no route to host/i;

/**
 * One connection into a pod, as a stream that `http` and `tls` can use like a socket. The WebSocket
 * is the whole connection: the protocol cannot close one direction, and HTTP does not need that.
 */
export class ForwardedStream extends Duplex {
  /** The milliseconds of `setTimeout`, which the agent of `http` reads. */
  timeout = 0;
  readonly #webSocket: WebSocket;
  readonly #ping: NodeJS.Timeout;
  readonly #begun = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #received = false;

  constructor(webSocket: WebSocket) {
    super();
    this.#webSocket = webSocket;
    // Without a reader, nobody would receive the error.
    webSocket.pause();
    this.#ping = setInterval(() => webSocket.ping(), PING_MS).unref();
    webSocket.on("message", (message) => this.#take(message));
    webSocket.on("error", (error) => this.destroy(error));
    webSocket.on("close", () => {
      // Received data must still be read; a request without an answer then fails at its end.
      this.push(null);
      this.end();
    });
  }

  override _read(): void {
    this.#webSocket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#timer?.refresh();
    const message = Buffer.allocUnsafe(chunk.length + 1);
    message[0] = DATA;
    chunk.copy(message, 1);
    this.#webSocket.send(message, done);
  }

  override _final(done: () => void): void {
    done();
    if (this.readableEnded || this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.#webSocket.close();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#ping);
    clearTimeout(this.#timer);
    this.#webSocket.terminate();
    done(error);
  }

  #take(message: RawData): void {
    const bytes = message as Buffer;
    const channel = bytes[0] ?? -1;
    const body = bytes.subarray(this.#begun.has(channel) ? 1 : 1 + PORT_BYTES);
    this.#begun.add(channel);
    this.#timer?.refresh();
    if (body.length === 0) return;
    if (channel === ERROR) {
      this.destroy(this.#failure(body.toString()));
    } else if (channel === DATA) {
      this.#received = true;
      if (!this.push(body)) this.#webSocket.pause();
    }
  }

  #failure(message: string): Error {
    const notTaken = !this.#received && NOT_TAKEN.test(message);
    const said = message.replace(/\s+/g, " ").trim();
    return Object.assign(new Error(said), { code: notTaken ? "EPODREFUSED" : "ECONNRESET" });
  }

  // Methods of a socket that `http` calls and a stream lacks.

  setTimeout(ms: number, listener?: () => void): this {
    clearTimeout(this.#timer);
    this.timeout = ms;
    this.#timer = ms > 0 ? setTimeout(() => this.emit("timeout"), ms).unref() : undefined;
    if (listener !== undefined && ms > 0) this.once("timeout", listener);
    if (listener !== undefined && ms === 0) this.off("timeout", listener);
    return this;
  }

  setKeepAlive(): this {
    return this; // The pings keep it alive.
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    this.#socket?.ref();
    return this;
  }

  unref(): this {
    this.#socket?.unref();
    return this;
  }

  /** A private field of `ws`. An idle connection must not keep the process alive. */
  get #socket(): { ref(): void; unref(): void } | undefined {
    return (this.#webSocket as unknown as { _socket?: { ref(): void; unref(): void } })._socket;
  }
}

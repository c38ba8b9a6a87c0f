import { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws" with { "resolution-mode": "import" };

/** Of the protocol `v4.channel.k8s.io`: the first byte of each message says what the rest is. */
const DATA = 0;
const ERROR = 1;
/** Both begin with a message that repeats the port. */
const PORT_BYTES = 2;

/** A load balancer before an API server closes what is silent for a minute; a worker may need 90 s. */
const PING_MS = 20_000;

/** The runtime says that nothing took the connection in the pod: no byte can have been read there. */
const NOT_TAKEN =
  /connection refused|failed to (dial|connect|find)|no such host|not running|not found|no route to host/i;

/**
 * One connection into a pod, as a stream that `http` and `tls` take for a socket. The WebSocket is
 * the whole connection: the protocol cannot close one direction, and HTTP does not need it.
 */
export class ForwardedStream extends Duplex {
  /** Read by the agent of `http`: the milliseconds of `setTimeout`. */
  timeout = 0;
  readonly #webSocket: WebSocket;
  readonly #ping: NodeJS.Timeout;
  readonly #begun = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #received = false;

  constructor(webSocket: WebSocket) {
    super();
    this.#webSocket = webSocket;
    // Until there is a reader, no one would receive an earlier error.
    webSocket.pause();
    this.#ping = setInterval(() => webSocket.ping(), PING_MS).unref();
    webSocket.on("message", (message) => this.#take(message));
    webSocket.on("error", (error) => this.destroy(error));
    webSocket.on("close", () => {
      // What has come is still to be read; a request without an answer fails at the end of it.
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

  // What `http` asks of a socket, which a stream does not have.

  setTimeout(ms: number, listener?: () => void): this {
    clearTimeout(this.#timer);
    this.timeout = ms;
    this.#timer = ms > 0 ? setTimeout(() => this.emit("timeout"), ms).unref() : undefined;
    if (listener !== undefined && ms > 0) this.once("timeout", listener);
    if (listener !== undefined && ms === 0) this.off("timeout", listener);
    return this;
  }

  setKeepAlive(): this {
    return this; // The pings do it.
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

  /** `ws` keeps it to itself, but a connection that is only kept for later must not keep a process. */
  get #socket(): { ref(): void; unref(): void } | undefined {
    return (this.#webSocket as unknown as { _socket?: { ref(): void; unref(): void } })._socket;
  }
}

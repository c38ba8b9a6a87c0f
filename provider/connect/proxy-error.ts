import type { ErrorKind } from "../core/errors";

/** The proxy of the environment did not connect: nothing was sent to Kafka Connect. */
export class ProxyError extends Error {
  readonly kind: ErrorKind;
  /** As `host:port`, without credentials. */
  readonly proxy: string;
  /** What the proxy answered, if it did. */
  readonly status: number | undefined;

  constructor(kind: ErrorKind, message: string, proxy: string, status?: number) {
    super(message);
    this.name = "ProxyError";
    this.kind = kind;
    this.proxy = proxy;
    this.status = status;
  }
}

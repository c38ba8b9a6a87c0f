/**
 * Turns off stack traces while a resource is constructed: the SDK takes four for each property, which
 * is a quarter of the time of a preview of many connectors. It prints them only for
 * PULUMI_DEBUG_PROMISE_LEAKS. `super()` cannot be called in a function, so there are two calls:
 *
 *     const traces = pauseStackTraces();
 *     try {
 *       super(type, name, inputs, opts);
 *     } catch (error) {
 *       throw traces.takenFor(error);
 *     } finally {
 *       traces.resume();
 *     }
 */
export function pauseStackTraces(): PausedStackTraces {
  const limit = Error.stackTraceLimit;
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] === undefined) setLimit(0);
  const resume = () => setLimit(limit);
  return {
    resume,
    takenFor(error) {
      resume();
      if (error instanceof Error) Error.captureStackTrace(error);
      return error;
    },
  };
}

export interface PausedStackTraces {
  resume(): void;
  /** The error itself, with the stack trace that it could not take when it was thrown. */
  takenFor(error: unknown): unknown;
}

/** It is read-only if Node.js runs with --frozen-intrinsics. */
function setLimit(limit: number): void {
  Reflect.set(Error, "stackTraceLimit", limit);
}

/** Checks names of connectors. The REST API accepts some that it cannot address afterwards. */
import { isUnknown, type MaybeUnknown } from "../core/unknown";
import type { Fail } from "../core/values";

// eslint-disable-next-line no-control-regex -- finds control characters
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Jetty accepts 8192 bytes for the request line and the headers together. On a real worker (Connect
 * 4.3), the path of a restart, which is the longest, left 7874 bytes for the name. The rest is for
 * credentials and headers that a gateway adds.
 */
const LONGEST_NAME = 7_000;

export function checkName(name: unknown, path: string, fail: Fail): unknown {
  if (typeof name !== "string") {
    fail(path, "must be a string");
  } else if (name === "") {
    fail(path, "must not be empty");
  } else if (name !== name.trim()) {
    fail(path, "must not begin or end with a space: Connect removes it");
  } else if (name === "." || name === ".." || /[/%\\]/.test(name)) {
    fail(
      path,
      "must not be `.` or `..`, nor contain `/`, `%` or `\\`: the REST API cannot address it",
    );
  } else if (CONTROL_CHARACTER.test(name) || /\p{Surrogate}/u.test(name)) {
    fail(path, "must not contain control characters");
  } else if (encodeURIComponent(name).length > LONGEST_NAME) {
    fail(
      path,
      `must not be longer than ${LONGEST_NAME} bytes when it is percent-encoded in a url: the REST API cannot address it`,
    );
  }
  return name;
}

/** How a message calls a connector. */
export function called(name: MaybeUnknown<string>): string {
  return isUnknown(name) ? "a connector whose name is not known yet" : `connector "${name}"`;
}

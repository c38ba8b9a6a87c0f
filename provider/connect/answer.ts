/** Interprets an HTTP answer: its JSON, or a `ConnectError` that names who answered. */
import { classifyAnswer, ConnectError, type ErrorKind, type Stranger } from "../core/errors";
import { fields, number, text as isText } from "./shape";

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** `undefined` if there is no body, `NOT_JSON` if it is not JSON. */
  readonly json: unknown;
  readonly location?: string | undefined;
  /** The header `Server`. */
  readonly server?: string | undefined;
  /** The proxy that the call went through, from the environment variables, as `host:port`. */
  readonly proxy?: string | undefined;
}

export const NOT_JSON = Symbol("not JSON");

const isError = fields<{ error_code: number; message: string }>({
  error_code: number,
  message: isText,
});
const isHealth = fields<{ status: string; message: string }>({ status: isText, message: isText });

/** The answer's JSON; undefined if it is empty. `call` is METHOD path, `url` is the cluster's. */
export function jsonOf(call: string, url: string, answer: Answer): unknown {
  const { status, json } = answer;
  if (status >= 200 && status < 300) {
    if (json !== NOT_JSON) return json;
    if (/^\s*[[{"]/.test(answer.text)) {
      throw new ConnectError("unanswered", call, "the answer is not JSON, or was cut off", status);
    }
    throw foreign(call, answer, isLoginPage(answer.text) ? "login" : "page");
  }
  if (status >= 300 && status < 400) throw redirected(call, url, answer);
  if (call === "GET /health" && isHealth(json)) {
    throw new ConnectError("busy", call, json.message, status); // It has a form of its own.
  }
  const message = messageOf(answer);
  if (message === undefined) {
    if (EXPECTS_TLS.test(answer.text)) {
      throw new ConnectError("tls", call, "the server expects https", status, {
        stranger: "https",
      });
    }
    throw foreign(call, answer, strangerOf(answer));
  }
  throw new ConnectError(
    classifyAnswer(status, isError(json) ? message : undefined),
    call,
    message,
    status,
  );
}

/** In the words of nginx, Go's server and Apache. */
const EXPECTS_TLS =
  /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|plain HTTP to an SSL-enabled/i;

/**
 * Connect's errors are `{error_code, message}`, and its basic authentication answers with a plain
 * sentence; anything else does not come from Connect. A gateway's own `{message}` with 404 must not
 * be read as "this connector is gone".
 */
function messageOf({ status, text, json }: Answer): string | undefined {
  if (isError(json)) return json.message;
  return status === 401 && /^[A-Z][^<>{}\n]{0,200}\.$/.test(text) ? text : undefined;
}

function strangerOf({ status }: Answer): Stranger {
  if (status === 407) return "proxy";
  if (status === 403) return "firewall";
  if (status === 429) return "rate-limit";
  if (status === 413) return "too-large";
  if (status === 414 || status === 431) return "too-long";
  return "gateway";
}

const WORDS: Readonly<Partial<Record<Stranger, string>>> = {
  page: "the answer is a web page, not Kafka Connect's JSON",
  login: "the answer is a login page, not Kafka Connect's JSON",
  proxy: "the answer comes from the proxy, not from Kafka Connect",
};
const GATEWAY = "the answer comes from a gateway or proxy, not from Kafka Connect";

function foreign(call: string, answer: Answer, stranger: Stranger) {
  const { status, server } = answer;
  const kind = kindOf(answer);
  // Shows only text that cannot be a secret.
  const name = server !== undefined && /^[\w .()/-]{1,60}$/.test(server) ? ` (${server})` : "";
  const proxy = answer.proxy === undefined ? {} : { proxy: answer.proxy };
  const words = `${WORDS[stranger] ?? GATEWAY}${name}`;
  return new ConnectError(kind, call, words, status, { stranger, ...proxy });
}

function kindOf({ status }: Answer): ErrorKind {
  return status < 300 ? "unanswered" : classifyAnswer(status, undefined);
}

function redirected(call: string, url: string, { status, location }: Answer): ConnectError {
  const leads = location !== undefined && URL.canParse(location, url);
  const target = leads ? new URL(location, url) : undefined;
  if (target === undefined) {
    return new ConnectError("invalid", call, "it redirects nowhere", status, {
      stranger: "gateway",
    });
  }
  // The query may contain the login page's data for its way back.
  const shown = `${target.origin}${target.pathname}`;
  const path = (call.split(" ")[1] ?? "").split("?")[0] ?? "";
  const keepsPath = target.pathname.replace(/\/+$/, "").endsWith(path);
  const sameHost = target.hostname === new URL(url).hostname;
  const stranger =
    !LOGIN_PATH.test(target.pathname) && (sameHost || keepsPath) ? "redirect" : "login";
  const more = { stranger, location: shown } as const;
  return new ConnectError("invalid", call, `it redirects to ${shown}`, status, more);
}

const LOGIN_PATH = /\/(log|sign)-?(in|on)\b|\/(sso|saml2?|oauth2?|oidc|auth|authorize)\b/i;

function isLoginPage(text: string): boolean {
  return /type=["']?password|(sign|log)[ -]?(in|on)\b|single sign-on|\bsso\b/i.test(text);
}

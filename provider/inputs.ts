/** A connector's inputs in one form, whichever way the user wrote them. */
import { canonicalUrl, DEFAULT_PORT, type Endpoint, serviceUrl } from "./endpoint";
import { type Declared, OWN_KEYS } from "./config";
import type { Config } from "./connect-api";

export type TargetState = "running" | "paused" | "stopped";
export type WaitFor = "tasks" | "connector" | "none";

export interface RestartPolicy {
  readonly type: "OnFailure" | "Never";
  readonly maxRetry: number;
}

export type Verb = "create" | "update" | "delete";

export interface Inputs extends Declared {
  readonly cluster: Endpoint;
  readonly state: TargetState;
  readonly restartPolicy: RestartPolicy;
  readonly adopt: boolean;
  readonly validate: boolean;
  readonly waitFor: WaitFor;
  /** As Pulumi's `customTimeouts` has them: "10m", "1h30m", "90s". */
  readonly timeouts?: Readonly<Partial<Record<Verb, string>>>;
}

export interface Failure {
  /** The property's path: `config["topics"]`. Empty for what concerns none. */
  readonly property: string;
  readonly reason: string;
}

/**
 * What stands in a preview for a value that is not known yet (`unknownValue` of the Pulumi SDK's
 * runtime/rpc). Whatever depends on it is not checked.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const DEFAULTS = {
  tasksMax: 1,
  state: "running",
  restartPolicy: { type: "OnFailure", maxRetry: 10 },
  adopt: false,
  validate: true,
  waitFor: "tasks",
} as const;

/** Left out of the state where they are the default: it holds the inputs twice. */
const UNSAID = ["tasksMax", "restartPolicy", "adopt", "validate", "waitFor"] as const;
type Unsaid = (typeof UNSAID)[number];

/** Inputs as they are stored: `state` is there in any case, so that a preview shows what it was. */
export type StoredInputs = Omit<Inputs, Unsaid> & Partial<Pick<Inputs, Unsaid>>;

export function withoutDefaults<T extends Inputs>(inputs: T) {
  const said = ([key, value]: [string, unknown]) =>
    !(UNSAID as readonly string[]).includes(key) ||
    JSON.stringify(value) !== JSON.stringify(DEFAULTS[key as Unsaid]);
  return Object.fromEntries(Object.entries(inputs).filter(said)) as Omit<T, Unsaid> &
    Partial<Pick<T, Unsaid>>;
}

export function withDefaults<T extends StoredInputs>(stored: T): T & Inputs {
  const { state: _, ...unsaid } = DEFAULTS;
  return { ...unsaid, ...stored };
}

/** Longer than Connect's default rebalance delay of 5 minutes, in which nothing is assigned. */
export const DEFAULT_TIMEOUT = "10m";

type Raw = Readonly<Record<string, unknown>>;

export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** The canonical inputs, and everything that is wrong with them. Canonical inputs give themselves. */
export function canonicalise(raw: Raw): { inputs: Inputs; failures: Failure[] } {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const policy = (raw.restartPolicy ?? {}) as Partial<RestartPolicy>;
  const inputs: Record<string, unknown> = {
    name: raw.name,
    class: raw.class,
    tasksMax: raw.tasksMax ?? DEFAULTS.tasksMax,
    state: raw.state ?? DEFAULTS.state,
    restartPolicy:
      raw.restartPolicy === UNKNOWN ? UNKNOWN : { ...DEFAULTS.restartPolicy, ...defined(policy) },
    adopt: raw.adopt ?? DEFAULTS.adopt,
    validate: raw.validate ?? DEFAULTS.validate,
    waitFor: raw.waitFor ?? DEFAULTS.waitFor,
    ...optional("ignoreKeys", raw.ignoreKeys),
    ...optional("secretKeys", raw.secretKeys),
    ...optional("timeouts", raw.timeouts),
  };
  inputs.cluster = canonicalEndpoint(raw.cluster, fail);
  inputs.config = canonicalConfig(raw.config ?? {}, inputs, fail);
  checkArguments(inputs, fail);
  inputs.tasksMax = asNumber(inputs.tasksMax);
  if (inputs.restartPolicy !== UNKNOWN) {
    const { maxRetry, ...rest } = inputs.restartPolicy as Raw;
    inputs.restartPolicy = { ...rest, maxRetry: asNumber(maxRetry) };
  }
  return { inputs: inputs as unknown as Inputs, failures };
}

/** Numbers arrive as strings from config files: `4` and `"4"` mean the same. */
function asNumber(value: unknown): unknown {
  return typeof value === "string" && value !== UNKNOWN ? Number(value) : value;
}

type Fail = (property: string, reason: string) => void;

function canonicalConfig(raw: unknown, inputs: Raw, fail: Fail): Config | string {
  if (raw === UNKNOWN) return UNKNOWN;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    fail("config", "must be a map of keys and values");
    return {};
  }
  const own = new Map<string, keyof typeof OWN_KEYS>(
    Object.entries(OWN_KEYS).map(([argument, key]) => [key, argument as keyof typeof OWN_KEYS]),
  );
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const argument = own.get(key);
    if (argument !== undefined) {
      const wanted = inputs[argument];
      if (wanted !== UNKNOWN && value !== UNKNOWN && String(value) !== String(wanted)) {
        fail(
          `config["${key}"]`,
          `disagrees with the argument \`${argument}\`: leave it out of config`,
        );
      }
    } else if (["string", "number", "boolean"].includes(typeof value)) {
      config[key] = String(value);
    } else {
      fail(`config["${key}"]`, "must be a string, a number or a boolean");
    }
  }
  return config;
}

function checkArguments(inputs: Raw, fail: Fail): void {
  const { name, tasksMax } = inputs;
  if (name !== UNKNOWN) checkName(name, fail);
  if (typeof inputs.class !== "string" || inputs.class.trim() === "") {
    fail("class", "is required: the connector class, or its alias");
  }
  if (tasksMax !== UNKNOWN && !isWholeNumber(tasksMax, 1)) {
    fail("tasksMax", "must be a whole number of at least 1");
  }
  const { type, maxRetry } = inputs.restartPolicy as Raw;
  oneOf("restartPolicy.type", type, ["OnFailure", "Never"], fail);
  if (maxRetry !== undefined && maxRetry !== UNKNOWN && !isWholeNumber(maxRetry, 0)) {
    fail("restartPolicy.maxRetry", "must be a whole number of at least 0");
  }
  oneOf("state", inputs.state, ["running", "paused", "stopped"], fail);
  oneOf("waitFor", inputs.waitFor, ["tasks", "connector", "none"], fail);
  for (const flag of ["adopt", "validate"]) {
    const value = inputs[flag];
    if (typeof value !== "boolean" && value !== UNKNOWN) fail(flag, "must be true or false");
  }
  const { ignoreKeys = [] } = inputs;
  if (ignoreKeys !== UNKNOWN && !isListOfTexts(ignoreKeys)) {
    fail("ignoreKeys", "must be a list of keys");
  }
  for (const [verb, duration] of Object.entries((inputs.timeouts ?? {}) as Raw)) {
    if (duration !== UNKNOWN && parseDuration(String(duration)) === undefined) {
      fail(`customTimeouts.${verb}`, `"${String(duration)}" is no duration such as "10m" or "90s"`);
    }
  }
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/** Names that the REST API accepts but then can't address. */
function checkName(name: unknown, fail: Fail): void {
  if (typeof name !== "string" || name === "") {
    fail("name", "must not be empty");
  } else if (name !== name.trim()) {
    fail("name", "must not begin or end with a blank: Connect cuts it off");
  } else if (name === "." || name === ".." || /[/%\\]/.test(name)) {
    fail("name", "must not be `.` or `..` nor hold `/`, `%` or `\\`: REST could not address it");
  } else if (CONTROL_CHARACTER.test(name) || /\p{Surrogate}/u.test(name)) {
    fail("name", "must not hold control characters");
  }
}

export function canonicalEndpoint(raw: unknown, fail: Fail): unknown {
  if (raw === UNKNOWN) return UNKNOWN;
  if (typeof raw !== "object" || raw === null) {
    fail("cluster", "is required: the endpoint of a Connect cluster");
    return raw;
  }
  const endpoint = withService(raw as Raw, fail);
  if (endpoint.url === UNKNOWN) return endpoint;
  let url: URL;
  try {
    url = new URL(String(endpoint.url));
  } catch {
    fail("cluster.url", "must be a url such as https://connect.example.com:8083");
    return endpoint;
  }
  if (!["http:", "https:"].includes(url.protocol)) fail("cluster.url", "must be http or https");
  if (url.username !== "" || url.password !== "") {
    fail("cluster.url", "must not hold credentials: give them as cluster.basicAuth");
  }
  if (/[?#]/.test(url.href)) fail("cluster.url", "must end with its path");
  if (endpoint.id === "") fail("cluster.id", "must not be empty: leave it out");
  checkAccess(endpoint, url, fail);
  return { ...endpoint, url: canonicalUrl(url.href) };
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The endpoint with its Kubernetes Service in full, whose own url is the default. */
function withService(endpoint: Raw, fail: Fail): Raw {
  const { kubernetes: raw, ...direct } = endpoint;
  if (raw === undefined || raw === null) return direct;
  const rest = { ...endpoint, url: endpoint.url ?? UNKNOWN };
  if (raw === UNKNOWN) return rest;
  if (typeof raw !== "object") {
    fail("cluster.kubernetes", "must be a namespace and a service");
    return rest;
  }
  const { namespace, service: name, port, context, kubeconfig } = raw as Raw;
  const service: Raw = {
    namespace,
    service: name,
    port: asNumber(port ?? DEFAULT_PORT),
    ...optional("context", context ?? undefined),
    ...optional("kubeconfig", kubeconfig ?? undefined),
  };
  const wrong = checkService(service, fail);
  const unknown = [service.namespace, service.service, service.port].includes(UNKNOWN);
  const url = endpoint.url ?? (wrong || unknown ? UNKNOWN : serviceUrl(service as never));
  return { ...endpoint, url, kubernetes: service };
}

/** Whether the Service is not named as it must be. */
function checkService(service: Raw, fail: Fail): boolean {
  const refuse = (part: string, reason: string) => fail(`cluster.kubernetes.${part}`, reason);
  let wrong = false;
  for (const part of ["namespace", "service"]) {
    const name = service[part];
    if (name === UNKNOWN || (typeof name === "string" && LABEL.test(name))) continue;
    refuse(part, `is required: the ${part}'s name in Kubernetes`);
    wrong = true;
  }
  const { port, context, kubeconfig } = service;
  if (port !== UNKNOWN && !(isWholeNumber(port, 1) && Number(port) <= 65_535)) {
    refuse("port", "must be the number of the Service's port");
    wrong = true;
  }
  if (context !== undefined && (typeof context !== "string" || context === "")) {
    refuse("context", "must be the name of a context of the kubeconfig");
  }
  const isText = typeof kubeconfig === "string" && kubeconfig !== UNKNOWN;
  if (isText && !/["']?clusters["']?\s*:/.test(kubeconfig)) {
    refuse("kubeconfig", "must be a kubeconfig's text; for a file give { file: path }");
  }
  return wrong;
}

function checkAccess(endpoint: Raw, url: URL, fail: Fail): void {
  if (endpoint.basicAuth !== undefined && endpoint.bearerToken !== undefined) {
    fail("cluster.bearerToken", "cannot be combined with cluster.basicAuth");
  }
  if (endpoint.tls === undefined || endpoint.tls === UNKNOWN) return;
  if (url.protocol === "http:") fail("cluster.tls", "needs a url that begins with https");
  const tls = endpoint.tls as Raw;
  for (const part of ["ca", "cert", "key"]) {
    const text = tls[part];
    if (typeof text === "string" && text !== UNKNOWN && !text.includes("-----BEGIN ")) {
      fail(`cluster.tls.${part}`, "must be PEM text; for a file give { file: path }");
    }
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const missing = tls.cert === undefined ? "cert" : "key";
    fail(`cluster.tls.${missing}`, "is missing: a client certificate needs cert and key");
  }
}

function oneOf(property: string, value: unknown, allowed: string[], fail: Fail): void {
  if (value === UNKNOWN || value === undefined || allowed.includes(value as string)) return;
  fail(property, `must be one of ${allowed.join(", ")}`);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isWholeNumber(value: unknown, least: number): boolean {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= least;
}

function optional(key: string, value: unknown): Raw {
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  return empty ? {} : { [key]: value };
}

function defined(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as Pulumi's customTimeouts has it, in ms; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? NaN);
  }
  return total;
}

export function timeoutMs(inputs: Pick<Inputs, "timeouts">, verb: Verb): number {
  return parseDuration(inputs.timeouts?.[verb] ?? DEFAULT_TIMEOUT) ?? NaN;
}

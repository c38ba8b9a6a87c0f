/** What a Java stack trace says: its root cause, and whether a restart can help. */

/** Long enough for the message of any exception that a person wrote. */
const ROOT_CAUSE_LENGTH = 1_000;

/** The last cause of a Java stack trace, in its own words. */
export function rootCause(trace: string): string {
  const causes = trace.split("\n").filter((line) => line.startsWith("Caused by: "));
  const last = causes.at(-1)?.slice("Caused by: ".length) ?? trace.split("\n", 1)[0] ?? "";
  const cause = last.trim() || "no reason given";
  if (cause.length <= ROOT_CAUSE_LENGTH) return cause;
  return `${beginning(cause, ROOT_CAUSE_LENGTH)}… (${counted(cause.length)} characters, cut here)`;
}

const TRACE_LENGTH = 16_000;
const ALL_TRACES_LENGTH = 160_000;
const SHORTEST_TRACE_LENGTH = 1_000;

/** The length of each trace, where so many are stored or logged together. */
export function lengthOfEach(traces: number): number {
  const share = Math.floor(ALL_TRACES_LENGTH / Math.max(1, traces));
  return Math.max(SHORTEST_TRACE_LENGTH, Math.min(TRACE_LENGTH, share));
}

/** A trace that fits into `length`: its beginning, and its end, where the root cause stands. */
export function shortened(trace: string, length: number): string {
  if (trace.length <= length) return trace;
  const end = Math.floor(length / 3);
  const left = trace.length - length;
  return [
    beginning(trace, length - end),
    `… ${counted(left)} of ${counted(trace.length)} characters are left out here. The whole trace is in ` +
      "the worker's log, and `pulumi-kafka-connect status <name> --traces` shows it …",
    trace.slice(-end).replace(/^[\uDC00-\uDFFF]/, ""),
  ].join("\n");
}

/** Never half of a character. */
function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

function counted(characters: number): string {
  return characters.toLocaleString("en-US");
}

/** Whether a restart can cure a failure: it may, it cannot, or the trace does not show it. */
export type Prospect = "passing" | "lasting" | "unknown";

/** Systems that are unreachable, overloaded or starting, whatever wraps the exception. */
const PASSING = [
  /time(d)? ?-?out/i,
  /\b(java\.net\.\w+|UnknownHost|UnresolvedAddress|ClosedChannel|EOF|SocketException|BindException)\w*/,
  /Retriable|Disconnect|NetworkException|Transient|Recoverable|CommunicationsException/,
  /(Not|No)(Leader|Coordinator|Controller|EnoughReplicas)|NotAvailable|LoadInProgress|InProgressException/,
  /UnknownTopicOrPartition|Fenced|InvalidProducerEpoch|OutOfOrderSequence|ConcurrentTransactions|StorageException|Throttling/,
  /connection[\w :.[\]-]*(refused|reset|closed|lost|dropped|attempt failed|aborted)|broken pipe|no route to host/i,
  /(unable|could not|cannot|can't|failed)( to)? (connect|reach|acquire|obtain|establish|open a connection)/i,
  /(broker|node|leader|coordinator|server|service|cluster|database)s?[\w .'"-]* (is|are|may|was|were)? ?(not|un)(be)? ?(yet )?(available|reachable|ready)/i,
  /unavailable|not available|unreachable|no resolvable bootstrap|coordinator|rebalanc|try again|temporar/i,
  /starting up|shutting down|in recovery|too many (connections|clients|requests)|rate limit|deadlock|lock wait/i,
  /\b(HTTP(?:\/[\d.]+)?|status|code)\b\D{0,20}\b(408|425|429|500|502|503|504)\b|replication slot .* is active/i,
];

/** What only another config, another plugin or another record can cure. */
const LASTING =
  /\b(Config(uration)?Exception|ClassNotFoundException|NoClassDefFoundError|NoSuch(Method|Field)(Error|Exception)|AbstractMethodError|ClassCastException|InstantiationException|IncompatibleClassChangeError|UnsupportedClassVersionError|ClassFormatError|VerifyError|LinkageError|UnsatisfiedLinkError|IllegalAccessError|ExceptionInInitializerError|ServiceConfigurationError)\b/;

/** The exceptions of the chain, without their frames. */
function exceptionsOf(trace: string): string[] {
  return trace
    .split("\n")
    .filter((line, i) => i === 0 || line.startsWith("Caused by: "))
    .map((line) => beginning(line, ROOT_CAUSE_LENGTH));
}

export function prospectOf(trace: string): Prospect {
  const exceptions = exceptionsOf(trace);
  const words = exceptions.map(withoutNames);
  if (words.some((line) => PASSING.some((form) => form.test(line)))) return "passing";
  return exceptions.some((line) => LASTING.test(line)) ? "lasting" : "unknown";
}

/**
 * Without the names of keys, classes and paths, which are no words: `request.timeout.ms`,
 * `org.example.RetriableTransform`. The names of exceptions remain.
 */
function withoutNames(line: string): string {
  const name = /(?<![\w./$])(?!HTTP\/)[a-z_](?:[\w$-]*(?:\.[\w$-]+)+|[\w$.-]*(?:\/[\w$.-]+){2,})/gi;
  const begins = line.startsWith("Caused by: ") ? "Caused by: ".length : 0;
  return line.replace(name, (found, at: number) =>
    at === begins || /(Exception|Error)$/.test(found) ? found : "",
  );
}

/** Equal for two traces of the same failure, though they hold another time, offset or id. */
export function failureSignature(trace: string): string {
  const ids = /(?<!\w)(?=[\da-f-]*\d)[\da-f-]{4,}(?!\w)/gi;
  return exceptionsOf(trace).join("\n").replace(ids, "#").replace(/\d+/g, "#");
}

/** Decides which config values are secret because of their form, whatever their key. */
import { remembered } from "../core/remembered";
import { withoutReferences } from "./references";

/** `"password": "…"`, in quotes of one kind; not the type of a field, or a path to it. */
function inQuotes(quote: string): RegExp {
  const name =
    "(?:\\w*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|connection_?string)|pass|authorization|private_key|\\w*(?:api|access|account|shared|secret)[_-]?key)";
  const noSecret = "(?:string|text|keyword|bytes?|int\\d*|long|varchar)" + quote + "|\\$[.[]";
  const value = `(?!${noSecret})(?<secret>(?:(?!${quote})[^])+)`;
  return new RegExp(`${quote}${name}${quote}\\s*:\\s*${quote}${value}${quote}`, "i");
}

/** The group `secret` is the secret part of a longer text. */
const FORMS: readonly RegExp[] = [
  // A private key: PEM, OpenSSH, PGP, PuTTY, age; PEM as base64, and its content alone.
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\bPuTTY-User-Key-File-|\bAGE-SECRET-KEY-1/,
  /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0Eg|BFQyBQ|BPUEVO|BFTkNS)|^MII[\w+/]{3}IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKC)/,
  // scheme://user:password@host; the password may contain unescaped characters.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"'<>]*:(?!\d+[/?#,])(?<secret>[^\s"'<>]+)@[^\s@/]/i,
  // scheme://token@host, where the user is the secret, and user:password@host without a scheme.
  /\b[a-z][a-z0-9+.-]*:\/\/(?<secret>(?=[\w-]*\d)[\w-]{20,})@/i,
  /^[\w.-]+:(?!\d+@)(?<secret>[^\s:@/,]{3,})@(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w.-]+(?=:\d))(?::\d+)?$/,
  /^(?:jdbc:oracle:\w+:)[^\s/:@]+\/(?<secret>[^\s@]+)@/i,
  /^[\w$#]+\/(?<secret>[^\s@/]+)@\/\/[\w.-]+/,
  // password=… in a JDBC url, a connection string, or JAAS text.
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|account|sharedaccess|private|secret)[_-]?key|[?&;]sig|(?:^|[\s?&;.])pass(?==)|[?&](?:X-\w+-)?signature)(?:=(?!=|\?(?:[\s,;)]|$)|(?:true|false)\b)\s?["']?|\s=\s?")(?<secret>[^\s"'&;,})]+)/i,
  // password: … in YAML or properties.
  /^\s*[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key)(?::\s+|\s*=\s+)["']?(?!(?:string|text|bytes?|int\d*|long|\?)$)(?<secret>[^\s"']+)/im,
  /(?:^|\s)--(?:password|passphrase|token|secret|api-key)\s+(?<secret>[^\s-]\S*)/,
  /<(?:passw(?:or)?d|secret|token)>(?<secret>[^<>\s]+)</i,
  // "password": "…" in JSON, also as text within JSON; a service account's "private_key".
  inQuotes("'"),
  inQuotes('"'),
  inQuotes('\\\\+"'),
  // A service account's JSON as base64.
  /(?:eyJ0eXBlIjoic2Vydmlj|eyJ0eXBlIjogInNlcnZp|ewogICJ0eXBlIjogInNlcnZp)/,
  // An HTTP header.
  /\b(?:x-)?(?:[\w-]+-)?(?:api-?key|(?:access|auth|private|security|vault)-token|(?:functions|subscription)-key)\s*:\s*(?<secret>[^\s"',;]{6,})/i,
  /\b(?:set-)?cookie\s*:\s*\w+=(?<secret>[^\s"',;]{6,})/i,
  /\bauthorization(?:\s*[:=]\s*|\s+(?=(?:bearer|basic)\s))(?:\w+\s+)?(?<secret>[^\s"',;]{6,})/i,
  /^(?:Bearer|Basic|ApiKey)\s+(?=\S*[\d=.])(?<secret>[\w.~+/=-]{12,})$/i,
  // A JSON Web Token.
  /\beyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]*/,
  // An AWS secret access key: 40 characters of base64.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?!\/)[A-Za-z0-9/+]{40}$/,
  /\bA[KS]IA[A-Z0-9]{16}[:,/](?<secret>[A-Za-z0-9/+]{40})$/,
  // Tokens with an issuer's prefix: GitHub, GitLab, Slack, Google, Stripe, Vault, Databricks…
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|[sr]k_(?:live|test)_\w{16,}|hv[sb]\.[\w-]{20,}|dapi[0-9a-f]{32}|npm_\w{36}|SG\.[\w-]{16,}\.[\w-]{16,}|pul-[0-9a-f]{40})/,
  /\b(?:xapp-\d-[\w-]{8,}|shp(?:at|ss|ca|pa)_\w{20,}|whsec_\w{16,}|GOCSPX-[\w-]{20,}|ATATT3[\w=-]{20,}|NR(?:AK|II|AA)-\w{20,})/,
  /\b(?:figd_[\w-]{16,}|dckr_pat_[\w-]{20,}|pypi-[\w-]{16,}|hf_[A-Za-z]{30,}|pat-\w{2,3}-[0-9a-f-]{36}|[\w.~-]{3}[78]Q~[\w.~-]{31,34})/,
  /^1\/\/0[\w-]{20,}$|^s\.[A-Za-z0-9]{24}$|\bbot\d{6,}:[\w-]{30,}/,
  /\b(?:sk-(?:[a-z]+-)?[\w-]{20,}|dop_v1_[0-9a-f]{64}|PMAK-[\w-]{20,}|lin_api_\w{20,})/,
  /\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/(?<secret>[\w-]+)/,
  /\boutlook\.office(?:365)?\.com\/webhook\/(?<secret>\S+)/,
  /\bwebhook\.office\.com\/webhookb2\/(?<secret>\S+)/,
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>\w+\/\w+\/\w+)/,
  /hooks\.zapier\.com\/hooks\/catch\/(?<secret>\w+\/\w+)/,
  /events\.pagerduty\.com\/integration\/(?<secret>\w+)/,
];

/**
 * Whether the form of a config value shows that it contains a secret. `${…}` references are not
 * resolved.
 */
export function isSecretValue(value: unknown): boolean {
  return typeof value === "string" && hasForm(value);
}

const hasForm = remembered((value) => {
  const text = withoutReferences(value);
  return FORMS.some((form) => form.test(text));
});

/**
 * The secrets inside a longer value, such as the password in a url. A message may quote such a part
 * alone.
 */
export function secretsWithin(value: string): string[] {
  return FORMS.flatMap((form) => {
    const all = value.matchAll(new RegExp(form.source, `${form.flags}g`));
    return [...all].flatMap(({ groups }) => groups?.["secret"] ?? []);
  });
}

/**
 * Other texts in which a message may show this secret: as a part of a url, of JSON or of an HTTP
 * header, without the white space around it, line by line, or the password of `user:password` alone.
 */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Half a character, which JSON may contain, has no form in a url; these bytes replace it.
  const url = encodeURIComponent(bytes.toString());
  return [
    secret.trim(),
    url,
    url.replaceAll("%20", "+"),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64"),
    ...linesOf(secret),
    ...(PASSWORD_OF_USER.exec(secret)?.slice(1) ?? []),
    ...secretsWithin(secret),
  ];
}

/** As in `basic.auth.user.info`; not a host and its port. */
const PASSWORD_OF_USER = /^\s*[^\s:/]+:(?!\d+\s*$)(\S+)\s*$/;

/** Without the first and last line of a key in PEM form, which are the same for all keys. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return lines.length < 2
    ? []
    : lines.filter((line) => line.length >= 8 && !line.startsWith("-----"));
}

/** Decides which config values are secret because of their form, whatever their key. */
import { withoutReferences } from "./references";

/** The group `secret` is the secret part of a longer text. */
const FORMS: readonly RegExp[] = [
  // A private key: PEM, OpenSSH, PGP, PuTTY, age.
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\bPuTTY-User-Key-File-|\bAGE-SECRET-KEY-1/,
  // scheme://user:password@host; the password may contain unescaped characters.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"'<>]*:(?!\d+[/?#,])(?<secret>[^\s"'<>]+)@[^\s@/]/i,
  // scheme://token@host, where the user is the secret, and user:password@host without a scheme.
  /\b[a-z][a-z0-9+.-]*:\/\/(?<secret>(?=[\w-]*\d)[\w-]{20,})@/i,
  /^[\w.-]+:(?!\d+@)(?<secret>[^\s:@/,]{3,})@[\w.-]+(?::\d+)?$/,
  /^jdbc:oracle:\w+:[^\s/:@]+\/(?<secret>[^\s@]+)@/i,
  // password=… in a JDBC url, a connection string, or JAAS text.
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|account|sharedaccess|private|secret)[_-]?key|[?&;]sig|[?&](?:X-\w+-)?signature)(?:=\s?["']?|\s=\s?")(?<secret>[^\s"'&;,})]+)/i,
  // password: … in YAML or properties.
  /^\s*[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key)(?::\s+|\s*=\s+)["']?(?<secret>[^\s"']+)/im,
  /<(?:passw(?:or)?d|secret|token)>(?<secret>[^<>\s]+)</i,
  // "password": "…" in JSON; a service account's "private_key".
  /'(?:\w*(?:passw(?:or)?d|passphrase|secret|token)|private_key|(?:api|access|account)[_-]?key)'\s*:\s*'(?<secret>[^']+)'/i,
  /"(?:\w*(?:passw(?:or)?d|passphrase|secret|token)|private_key|(?:api|access|account)[_-]?key)"\s*:\s*"(?<secret>[^"]+)"/i,
  // An HTTP header.
  /\b(?:x-)?(?:[\w-]+-)?(?:api-?key|(?:access|auth|private|security)-token|functions-key)\s*:\s*(?<secret>[^\s"',;]{6,})/i,
  /\b(?:set-)?cookie\s*:\s*\w+=(?<secret>[^\s"',;]{6,})/i,
  /\bauthorization\s*[:=]\s*(?:\w+\s+)?(?<secret>[^\s"',;]{6,})/i,
  /^(?:Bearer|Basic|ApiKey)\s+(?=\S*[\d=.])(?<secret>[\w.~+/=-]{12,})$/i,
  // A JSON Web Token.
  /\beyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]*/,
  // An AWS secret access key: 40 characters of base64.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?!\/)[A-Za-z0-9/+]{40}$/,
  // Tokens with an issuer's prefix: GitHub, GitLab, Slack, Google, Stripe, Vault, Databricks…
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|[sr]k_(?:live|test)_\w{16,}|hv[sb]\.[\w-]{20,}|dapi[0-9a-f]{32}|npm_\w{36}|SG\.[\w-]{16,}\.[\w-]{16,}|pul-[0-9a-f]{40})/,
  /\b(?:sk-(?:[a-z]+-)?[\w-]{20,}|dop_v1_[0-9a-f]{64}|PMAK-[\w-]{20,}|lin_api_\w{20,})/,
  /\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/(?<secret>[\w-]+)/,
  /\boutlook\.office(?:365)?\.com\/webhook\/(?<secret>\S+)/,
  /\bwebhook\.office\.com\/webhookb2\/(?<secret>\S+)/,
  /hooks\.slack\.com\/services\/(?<secret>\w+\/\w+\/\w+)/,
];

/**
 * Whether the form of a config value shows that it contains a secret. `${…}` references are not
 * resolved.
 */
export function isSecretValue(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const text = withoutReferences(value);
  return FORMS.some((form) => form.test(text));
}

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

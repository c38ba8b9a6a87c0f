/** Masks: what servers, gateways and tools show instead of a hidden value. */

import { literal } from "../core/pattern";

/** Stars and the bullets of consoles. */
const DOT = "[*\\u2022\\u25cf\\u2219\\u00b7\\u2b24\\u25aa\\u25a0\\u2588\\u22c6\\u2217\\uff0a]";

const WORD =
  "(?:hidden|redacted|masked|secret|sensitive|encrypted|filtered|scrubbed|sanitized|sanitised|obfuscated|concealed|protected|suppressed|withheld|confidential|no_log)";
/** Words in brackets, or among stars or dashes: `[hidden]`, `(sensitive value)`, `***REDACTED***`. */
const BRACKETED = `(?:[[<({\\u00ab]+|[*_~#-]{2,})\\s?(?:[\\w -]{0,30}[\\s_-])?${WORD}(?:[\\s_-][\\w -]{0,40})?\\s?(?:[\\])>}\\u00bb]+|[*_~#-]{2,})`;

/** A whole value that is a mask, whatever its key. */
const WHOLE: readonly RegExp[] = [
  // Three or more, possibly with a part of the value: `****1234`, `AKIA****`. With a slash, it is a
  // file pattern.
  new RegExp(`^${DOT}{3,}[^*/]*$`, "u"),
  new RegExp(`^[A-Za-z0-9+=_-]{1,8}${DOT}{4,}[A-Za-z0-9+=_-]{0,8}$`, "u"),
  new RegExp(`^${BRACKETED}$`, "iu"),
  /^(REDACTED|MASKED|HIDDEN|ENCRYPTED|SENSITIVE|FILTERED|OBFUSCATED|SANITIZED)$/,
  /^x{6,}$/i,
  /^VALUE_SPECIFIED_IN_NO_LOG_PARAMETER$/,
  // Vault's audit log.
  /^hmac-sha256:[0-9a-f]{64}$/,
];

/** A whole value that is a mask for a secret, but may be a real value elsewhere. */
const WHOLE_SECRET: readonly RegExp[] = [
  /^(redacted|masked|hidden|encrypted|sensitive|obfuscated|sanitized|confidential)$/i,
  /^(?:(?:the )?(?:password|secret|value|token|credential)s?[ _-](?:is )?(?:masked|hidden|encrypted|set)|(?:masked|hidden|encrypted)[ _-](?:password|secret|value|token|credential))$/i,
  // Nobody uses this word in a password.
  /redacted/i,
  /^x{3,}(?:-x{3,})*$/i,
  new RegExp(`^(?:${DOT}\\s){2,}${DOT}$`, "u"),
  // With a part of the value: `........1234`.
  /^([^\p{L}\p{N}\s])\1{3,}[A-Za-z0-9]{1,6}$/u,
  /^\u2026$/,
  /^([^\p{L}\p{N}\s])\1{2,}$/u,
  // Only words in brackets, in any language: `<password>`, `[geheim]`, `(known after apply)`.
  /^[[<({\u00ab]{1,2}\s?(?:\p{Lo}{2,}|\p{L}[\p{L}\p{M}_, -]{3,40})\s?[\])>}\u00bb]{1,2}$/u,
];

/** A text that nobody uses as a secret: one repeated character, or neither letter nor digit. */
const SHOWN_SECRET: readonly RegExp[] = [/^(.)\1{2,}$/su, /^[^\p{L}\p{N}]+$/u];

/** A mask anywhere in a secret. */
const ANYWHERE_IN_SECRET = new RegExp(`${DOT}{4,}|${BRACKETED}`, "iu");

/** A mask for a part of a value. */
const PART = `(?:${DOT}{3,}|${BRACKETED}|REDACTED|redacted)`;
/** Places of a hidden part: the password in a url, in `password=…` and in `"password": "…"`. */
const WITHIN: readonly RegExp[] = [
  new RegExp(`://(?:[^\\s/@]*:)?(?:${PART}|x{3,})@`, "iu"),
  new RegExp(
    `(?:passw(?:or)?d|passphrase|pwd|secret|token|key|sig|authorization|bearer|basic)["']?\\s?[=: ]\\s?["']?(?:${PART}|x{3,})(?=$|["'\\s&;,})])`,
    "iu",
  ),
];

function matches(forms: readonly RegExp[], value: string): boolean {
  return forms.some((form) => form.test(value));
}

/** Whether a value is a mask, or contains one in the place of a secret. */
export function isMasked(value: string): boolean {
  return matches(WHOLE, value) || matches(WITHIN, value);
}

/** Whether a value has a mask in the place of a password, as in `mongodb://app:****@db/`. */
export function hasMaskedPart(value: string): boolean {
  return matches(WITHIN, value);
}

/** Like `isMasked`, but for the value of a secret, where more texts count as masks. */
export function isMaskedSecret(value: string): boolean {
  return isMasked(value) || matches(WHOLE_SECRET, value) || ANYWHERE_IN_SECRET.test(value);
}

/** Whether the server's value can be `value`, masked completely or partly. */
export function mayHide(shown: string, value: string, secret: boolean): boolean {
  if (matches(WHOLE, shown)) return true;
  if (secret && matches([...WHOLE_SECRET, ...SHOWN_SECRET], shown)) return true;
  const visible = shown.split(new RegExp(matches(WITHIN, shown) ? `${PART}|x{3,}` : PART, "gu"));
  if (visible.length < 2 || visible.every((text) => text === "")) return false;
  const pattern = visible.map(literal).join(".*");
  return new RegExp(`^${pattern}$`, "su").test(value);
}

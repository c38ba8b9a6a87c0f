/** Decides which config keys are secret because of their name. */

/** Mean "secret" anywhere in a name: `clientsecret`, `dbPassword`. */
const UNMISTAKABLE =
  /passw(or)?d|passphrase|passcode|secret|token(?!iz)|credential|jaas|userinfo|connectionstring|apikey|privatekey|keyfile/;

/** Mean "secret" as the last words of a name. A dot separates words. */
const LAST_WORDS = [
  // Short forms, which are also parts of harmless words: `bypass`, `author`, `compass`.
  /\.(pass|pw|pwd|bearer|jwt|otp|netrc|creds|passkey|cookie|cookies|authorization)$/,
  /\.(auth|basic\.?auth|auth\.basic|basic\.login)$/,
  // Signatures and urls that grant access to anyone who has them.
  /\.(sas|sig|hmac|shared\.?access\.?signature|webhook|sentry\.dsn)$/,
  // HTTP headers may carry an Authorization.
  /\.headers$/,
  // Keys that open something. Keys of records (`partition.key`, `message.key`) do not.
  /\.(aes|api|access|account|app|application|auth|client|connection|consumer|crypto|customer|decryption|encryption|function|hmac|ingest|ingestion|integration|gpg|license|master|pem|pgp|private|rsa|sas|secret|server|sftp|shared|signing|ssh|storage|subscription|symmetric|unlock|write)\.?key$/,
  // PEM text: Kafka's own name for a private key.
  /\.(ssl|tls|key\.?store)\.key$/,
  /\.(key|private)\.pem$|\.(gpg|pgp|ssh|rsa)\.(private|identity)$/,
  /\.(confluent\.license|service\.account\.json|key\.json|totp\.seed)$/,
];

/**
 * A url that contains a password, such as MongoDB's, or that grants access to anyone who has it.
 */
const SECRET_URL = /\.(connection\.uri|webhook\.ur[il])$/;

/** Names *about* a secret: where it comes from, what kind it is, how long it lives. */
const ABOUT =
  /\.(alias|algorithm|arn|audience|backend|class|columns?|context|count|dir|directory|disabled?|enabled?|encoder|encoding|endpoint|engine|fields?|file|filename|format|header|interval|issuer|iterations|keyname|length|limit|location|manager|max|mechanism|method|min|mode|mount|ms|name|path|pattern|policy|prefix|property|protocol|provider|regex|region|required|retries|scopes?|seconds?|separator|size|source|strategy|suffix|timeout|ttl|type|uri|url|username|version)$|\.(key|client|credentials?|token|tenant|account|app|user|role|profile)\.id$/;

/** Look like one of the above, but contain a choice or a list of names. */
const HARMLESS = [
  /\.(client|mutual|use|enable|require|requires|required|preemptive)\.auth$/,
  // Single message transforms and bridges use these for headers of records, not HTTP headers.
  /^\.(transforms|predicates)\..*\.headers$/,
  /\.(allowed|amqp|copy|drop|exclude|forward|include|jms|kafka|log|message|pass\.?through|record)\.headers$/,
  /\.max\.tokens$/,
];

/** Whether the name of a config key suggests that its value is a secret. */
export function isSecretKey(key: string): boolean {
  const words = inWords(key);
  if (SECRET_URL.test(words)) return true;
  if (ABOUT.test(words) || HARMLESS.some((rule) => rule.test(words))) return false;
  return (
    UNMISTAKABLE.test(words.replaceAll(".", "")) || LAST_WORDS.some((rule) => rule.test(words))
  );
}

/** `db.userPassword`, `DB_USER_PASSWORD` and `db-user-password` all become `.db.user.password`. */
function inWords(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1.$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return `.${words.join(".")}`;
}

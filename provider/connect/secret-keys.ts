/** Decides which config keys are secret because of their name. */
import { remembered } from "../core/remembered";

/** Mean "secret" anywhere in a name: `clientsecret`, `dbPassword`. */
const UNMISTAKABLE =
  /passw(or)?d|passphrase|passcode|secret|token(?!iz)|credential|jaas|userinfo|connectionstring|apikey|privatekey|keyfile/;

/** Mean "secret" as the last words of a name. A dot separates words. */
const LAST_WORDS = [
  // Short forms, which are also parts of harmless words: `bypass`, `author`, `compass`.
  /\.(pass|pgpass|pw|pwd|pin|bearer|jwt|otp|pat|netrc|creds|passkey|cookie|cookies|authorization)$/,
  // What proves who somebody is, or hides whose data it is.
  /\.(assertion|mnemonic|nkey|salt|pepper)$|\.kerberos\.ticket$|\.keytab\.(base64|content)$/,
  /\.(auth|basic\.?auth|auth\.basic|basic\.login)$/,
  // Signatures and urls that grant access to anyone who has them.
  /\.(sas|sig|hmac|shared\.?access\.?signature|webhook|sentry\.dsn)$/,
  // HTTP headers may carry an Authorization.
  /\.headers(\.additional)?$/,
  // Keys that open something. Keys of records (`partition.key`, `message.key`) do not.
  /\.(aes|api|access|account|app|application|auth|client|connection|consumer|cipher|crypto|customer|decryption|deploy|encryption|function|hmac|ingest|ingestion|insert|insights|integration|gpg|license|master|pem|pgp|private|rsa|sas|secret|server|sftp|shared|signing|ssh|storage|subscription|symmetric|unlock|write)\.?key$/,
  /\.aes\.\d+\.key$/,
  // Hadoop's own, with the name of the account behind it.
  /\.azure\.account\.key\./,
  // Key material of field encryption, as JSON.
  /\.cipher\.data\.keys$|\.(kek|kms)\.configs?$/,
  // PEM text: Kafka's own name for a private key.
  /\.(ssl|tls|key\.?store)\.key$/,
  /\.(key|private)\.pem$|\.(gpg|pgp|ssh|rsa)\.(private|identity)$/,
  /\.(confluent\.license|service\.account\.json|key\.json|(totp|nats|nkey|wallet)\.seed)$/,
];

/**
 * A url that contains a password, such as MongoDB's, or that grants access to anyone who has it.
 */
const SECRET_URL = /\.(connection\.uri|webhook\.ur[il])$/;

/** Names *about* a secret: where it comes from, what kind it is, how long it lives. */
const ABOUT =
  /\.(alias|algorithm|arn|audience|backend|batch|buffer|burst|capacity|class|columns?|context|count|days|delay|dir|directory|disabled?|duration|enabled?|encoder|encoding|endpoint|engine|expiration|expiry|factor|fields?|file|filename|format|header|hours?|interval|issuer|iterations|keyname|kind|length|lifetime|limit|location|manager|max|mechanism|method|min|minutes?|mode|mount|ms|name|namespace|path|pattern|period|policy|prefix|prompt|property|protocol|provider|rate|regex|region|required|retries|scopes?|seconds?|separator|size|source|strategy|suffix|threshold|timeout|ttl|type|uri|url|username|version|weight|window)$|\.(external|key|client|credentials?|token|tenant|account|app|user|role|profile)\.id$/;

/** Look like one of the above, but contain a choice or a list of names. */
const HARMLESS = [
  /\.(client|mutual|use|enable|require|requires|required|preemptive)\.auth$/,
  // Single message transforms and bridges use these for headers of records, not HTTP headers.
  /^\.(transforms|predicates)\..*\.headers$/,
  /\.(allowed|amqp|copy|drop|exclude|forward|include|jms|kafka|log|message|pass\.?through|record)\.headers$/,
  /\.max\.tokens$/,
  // Whether there is one, and whether it is shown.
  /\.(allow|allow\.empty|enable|hide|log|mask|print|redact|require|show|use)\.(credentials?|passwords?|secrets?|tokens?)$/,
];

/** Whether the name of a config key suggests that its value is a secret. */
export function isSecretKey(key: string): boolean {
  return isSecretName(key);
}

const isSecretName = remembered((key) => {
  const words = inWords(key);
  if (SECRET_URL.test(words)) return true;
  if (ABOUT.test(words) || HARMLESS.some((rule) => rule.test(words))) return false;
  return (
    UNMISTAKABLE.test(words.replaceAll(".", "")) || LAST_WORDS.some((rule) => rule.test(words))
  );
});

/** `db.userPassword`, `DB_USER_PASSWORD` and `db-user-password` all become `.db.user.password`. */
function inWords(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1.$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return `.${words.join(".")}`;
}

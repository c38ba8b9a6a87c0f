import { readFileSync } from "node:fs";
import type { Credential, Endpoint } from "./endpoint";
import { type CredentialPath, PROGRAM_TERMS, type Terms } from "./terms";

/** A reference that cannot be resolved on this machine. */
export class CredentialError extends Error {
  readonly #property: CredentialPath;
  readonly #reason: (terms: Terms) => string;

  constructor(property: CredentialPath, reason: (terms: Terms) => string) {
    super(`${PROGRAM_TERMS.name(property)}: ${reason(PROGRAM_TERMS)}`);
    this.name = "CredentialError";
    this.#property = property;
    this.#reason = reason;
  }

  /** `cluster.bearerToken` */
  get path(): string {
    return PROGRAM_TERMS.name(this.#property);
  }

  inWords(terms: Terms): string {
    return `${terms.name(this.#property)}: ${this.#reason(terms)}`;
  }
}

/** Reads a credential where the provider runs. `property` is its path inside `cluster`. */
export function resolveCredential(property: CredentialPath, credential: Credential): string {
  if (typeof credential === "string") return credential;
  if ("env" in credential) {
    const value = process.env[credential.env];
    if (value === undefined || value === "") {
      throw new CredentialError(
        property,
        ({ here }) => `the environment variable ${credential.env} is not set ${here}`,
      );
    }
    return value;
  }
  const text = contentOf(property, credential.file);
  // As it is for a moment when it is written anew.
  if (text === "")
    throw new CredentialError(property, () => `the file ${credential.file} is empty`);
  return text;
}

function contentOf(property: CredentialPath, file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new CredentialError(property, () => `cannot read the file ${file} (${code})`);
  }
}

/** The first line of what each of them has to contain. */
const PEM_LABELS = {
  "tls.ca": /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/,
  "tls.cert": /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/,
  "tls.key": /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/,
} as const;
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** PEM text: OpenSSL would ignore a wrong CA, and its words for a wrong key are of no help. */
export function resolvePem(property: keyof typeof PEM_LABELS, credential: Credential): string {
  const text = resolveCredential(property, credential);
  const what = property === "tls.key" ? "private key" : "certificate";
  if (!PEM_LABELS[property].test(text)) {
    throw new CredentialError(
      property,
      () => `${placeOf(credential)} holds no ${what} in PEM form`,
    );
  }
  if (property === "tls.key" && ENCRYPTED_KEY.test(text)) {
    throw new CredentialError(
      property,
      () => "a private key with a password cannot be used: decrypt it",
    );
  }
  return text;
}

function placeOf(credential: Credential): string {
  if (typeof credential === "string") return "it";
  return "env" in credential
    ? `the environment variable ${credential.env}`
    : `the file ${credential.file}`;
}

/** Every secret of this endpoint in plain text, for redaction. */
export function endpointSecrets(endpoint: Endpoint): string[] {
  const credentials: (Credential | undefined)[] = [
    endpoint.basicAuth?.password,
    endpoint.bearerToken,
    endpoint.tls?.key,
    endpoint.kubernetes?.kubeconfig,
    ...Object.values(endpoint.headers ?? {}),
  ];
  return credentials.flatMap((credential) => {
    if (credential === undefined) return [];
    try {
      return [resolveCredential("headers", credential)];
    } catch {
      return []; // A reference that cannot be read contains nothing that could leak.
    }
  });
}

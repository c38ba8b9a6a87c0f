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
  try {
    return readFileSync(credential.file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new CredentialError(property, () => `cannot read the file ${credential.file} (${code})`);
  }
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

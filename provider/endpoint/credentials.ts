import { readFileSync } from "node:fs";
import type { Credential, Endpoint } from "./endpoint";

/** A reference that leads nowhere on this machine. */
export class CredentialError extends Error {
  /** `cluster.bearerToken` */
  readonly path: string;

  constructor(property: string, reason: string) {
    super(`cluster.${property}: ${reason}`);
    this.name = "CredentialError";
    this.path = `cluster.${property}`;
  }
}

/** Reads a credential where the provider runs. `property` is its path inside `cluster`. */
export function resolveCredential(property: string, credential: Credential): string {
  if (typeof credential === "string") return credential;
  if ("env" in credential) {
    const value = process.env[credential.env];
    if (value === undefined || value === "") {
      throw new CredentialError(
        property,
        `the environment variable ${credential.env} is not set where Pulumi runs`,
      );
    }
    return value;
  }
  try {
    return readFileSync(credential.file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new CredentialError(property, `cannot read the file ${credential.file} (${code})`);
  }
}

/** Every secret text that this endpoint holds in clear, for redaction. */
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
      return [resolveCredential("", credential)];
    } catch {
      return []; // A reference that cannot be read holds nothing that could leak.
    }
  });
}

import * as http from "node:http";
import type { AddressInfo } from "node:net";

const SEALED = "vault:v1:";

let started: Promise<Record<string, string>> | undefined;

/**
 * A secrets provider for the stacks of the tests. With a passphrase, the engine derives its key again in
 * every run, with a million rounds of hashing: a third of a second of CPU. So this is the part of Vault's
 * API that seals and unseals the key of a stack. The key protects nothing, so it is not encrypted.
 */
export const KEY_SERVICE = "hashivault://tests";

/** The variables that lead the engine to the service, which ends with this process. */
export function keyService(): Promise<Record<string, string>> {
  started ??= start();
  return started;
}

async function start(): Promise<Record<string, string>> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const asked = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: answerTo(asked) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "tests" };
}

function answerTo({ plaintext, ciphertext = "" }: Record<string, string>) {
  return plaintext === undefined
    ? { plaintext: ciphertext.slice(SEALED.length) }
    : { ciphertext: `${SEALED}${plaintext}` };
}

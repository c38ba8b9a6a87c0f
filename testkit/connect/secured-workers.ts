import { writeFileSync } from "node:fs";
import * as https from "node:https";
import { configFile } from "../../sandbox/service";
import { startWorker, stopWorker, type WorkerOptions } from "../../sandbox/worker";
import { certificates, storePassword } from "../certificates";
import { sandbox, testInstance } from "../sandbox";

export const user = "operator";
export const password = "hunter2-of-the-operator";

/** Real workers with TLS, each in its own group. */
const kinds = {
  /** Requires a user and a password for every call. */
  basicAuth: { portOffset: 10, settings: basicAuth },
  /** Requires a client certificate. */
  clientCertificate: { portOffset: 11, settings: clientCertificate },
} as const;

export type Kind = keyof typeof kinds;
type Settings = Required<Pick<WorkerOptions, "properties" | "probe">> & { jaas?: string };

const started = new Map<Kind, Promise<string>>();

/** The url of the worker, which starts on first use. */
export function securedWorker(kind: Kind): Promise<string> {
  let url = started.get(kind);
  if (url === undefined) {
    url = start(kind);
    started.set(kind, url);
  }
  return url;
}

after("stop the secured workers", async function () {
  this.timeout(60_000);
  await Promise.all([...started.keys()].map((kind) => stopWorker(testInstance, nameOf(kind))));
});

const nameOf = (kind: Kind) => `access-${kind}`;

async function start(kind: Kind): Promise<string> {
  await sandbox();
  const port = testInstance.portBase + kinds[kind].portOffset;
  const url = `https://127.0.0.1:${port}`;
  const { properties, ...settings } = kinds[kind].settings(url);
  await startWorker(testInstance, {
    name: nameOf(kind),
    port,
    groupId: nameOf(kind),
    properties: {
      listeners: url,
      "listeners.https.ssl.keystore.location": certificates().server.store,
      "listeners.https.ssl.keystore.type": "PKCS12",
      "listeners.https.ssl.keystore.password": storePassword,
      "listeners.https.ssl.key.password": storePassword,
      ...properties,
    },
    ...settings,
  });
  return url;
}

function basicAuth(url: string): Settings {
  const { ca } = certificates();
  const users = configFile(testInstance, "access-users.properties");
  writeFileSync(users, `${user}: ${password}\n`);
  const extension = "org.apache.kafka.connect.rest.basic.auth.extension";
  return {
    properties: { "rest.extension.classes": `${extension}.BasicAuthSecurityRestExtension` },
    jaas: `KafkaConnect { ${extension}.PropertyFileLoginModule required file="${users}"; };\n`,
    probe: { url: `${url}/health`, ca, auth: { username: user, password } },
  };
}

function clientCertificate(url: string): Settings {
  const { ca, client, trustStore } = certificates();
  const { cert, key } = client;
  return {
    properties: {
      "listeners.https.ssl.client.auth": "required",
      "listeners.https.ssl.truststore.location": trustStore,
      "listeners.https.ssl.truststore.type": "PKCS12",
      "listeners.https.ssl.truststore.password": storePassword,
    },
    probe: () =>
      new Promise((resolve) => {
        https
          .get(`${url}/health`, { ca, cert, key, agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode === 200);
          })
          .once("error", () => resolve(false));
      }),
  };
}

/** Calls the worker's REST API without our provider; returns the names of its connectors. */
export async function connectorsOn(kind: Kind): Promise<string[]> {
  const url = await securedWorker(kind);
  const { ca, client } = certificates();
  const access = { auth: `${user}:${password}`, ca, cert: client.cert, key: client.key };
  return new Promise((resolve, reject) => {
    const get = https.get(`${url}/connectors`, { ...access, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as string[]));
    });
    get.once("error", reject);
  });
}

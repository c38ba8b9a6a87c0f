import * as https from "node:https";

export interface HttpsAnswer {
  readonly status: number;
  readonly text: string;
}

/** Calls a worker with TLS on a forwarded port, with the name in its certificate. */
export function httpsCall(
  to: { readonly port: number; readonly serverName: string; readonly ca: string },
  call: { method: string; path: string; body?: unknown; auth?: string },
): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: "127.0.0.1",
        port: to.port,
        servername: to.serverName,
        ca: to.ca,
        method: call.method,
        path: call.path,
        headers: { "Content-Type": "application/json", Host: to.serverName },
        agent: false,
        ...(call.auth === undefined ? {} : { auth: call.auth }),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .on("error", reject)
          .on("end", () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
      },
    );
    request.on("error", reject);
    request.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

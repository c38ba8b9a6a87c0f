import * as http from "node:http";
import * as https from "node:https";

/** How to find out whether a worker is ready: an address, or the caller's own check. */
export type Probe = HttpProbe | (() => Promise<boolean>);

export interface HttpProbe {
  /** Ready if GET answers 200. */
  readonly url: string;
  readonly ca?: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

export function asks(probe: Probe): () => Promise<boolean> {
  return typeof probe === "function" ? probe : () => answersOk(probe);
}

function answersOk(probe: HttpProbe): Promise<boolean> {
  const options: https.RequestOptions = { timeout: 2_000, agent: false };
  if (probe.ca !== undefined) options.ca = probe.ca;
  if (probe.auth) options.auth = `${probe.auth.username}:${probe.auth.password}`;
  const get = probe.url.startsWith("https:") ? https.get : http.get;
  return new Promise((resolve) => {
    const request = get(probe.url, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("error", () => resolve(false));
  });
}

import { Writable } from "node:stream";
import { Exec } from "@kubernetes/client-node";
import { kubeConfig } from "../../sandbox/kubernetes/client";

/** The output of a shell command in a pod's container. Throws if it fails. */
export async function podExec(
  kubeconfig: string,
  pod: { readonly namespace: string; readonly name: string; readonly container: string },
  command: string,
): Promise<string> {
  let text = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  await new Promise<void>((resolve, reject) => {
    new Exec(kubeConfig(kubeconfig))
      .exec(
        pod.namespace,
        pod.name,
        pod.container,
        ["/bin/sh", "-c", command],
        output,
        output,
        null,
        false,
        ({ status, message }) => {
          if (status === "Success") resolve();
          else reject(new Error(`${command}: ${message ?? ""} ${text}`));
        },
      )
      .catch(reject);
  });
  return text;
}

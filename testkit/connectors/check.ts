import { runtime } from "@pulumi/pulumi";
import { useFakeSystemClock } from "../fake-clock";
import { useFakeProcessLog } from "../fake-log";
import { sampleInputs } from "./samples";
import { json, useServer } from "../connect/scripted-server";

export const KEYS = "GET /connector-plugins/org.example.OrdersSource/config";
export const VALIDATE = "PUT /connector-plugins/org.example.OrdersSource/config/validate";

type Changes = Readonly<Record<string, unknown>>;

/** Inputs and results of `check`, with a scripted server instead of Connect. */
export function useCheck() {
  const use = useServer();
  const printed = useFakeProcessLog();
  useFakeSystemClock();

  const declared = () => ({
    cluster: { url: use.server.url },
    name: "orders",
    class: "org.example.OrdersSource",
    config: { topic: "orders" },
  });
  const stored = () => ({ ...declared(), state: "running" });
  const inputsOf = (changes: Changes = {}) =>
    sampleInputs({ cluster: { url: use.server.url }, ...changes });
  const rawOf = (changes: Changes = {}, preview = true) => ({
    ...declared(),
    ...changes,
    __provider: "text",
    ...(preview ? { __preview: true } : {}),
  });

  return { use, printed, inputsOf, stored, rawOf };
}

/** A secret in the engine's form. */
export function engineSecret(value: string) {
  return { [runtime.specialSigKey]: runtime.specialSecretSig, value };
}

/** The keys of the class, "topic" and these passwords. */
export function keys(...passwords: string[]) {
  return json([
    { name: "topic", type: "STRING" },
    ...passwords.map((name) => ({ name, type: "PASSWORD" })),
  ]);
}

/** The errors that a validation finds on a key. */
export function errors(name: string, ...texts: string[]) {
  return json({ configs: [{ value: { name, errors: texts } }] });
}

import { canonicalise } from "../../provider/connector/inputs";

export type Raw = Readonly<Record<string, unknown>>;

/** The required arguments. */
export const minimal: Raw = {
  cluster: { url: "http://connect:8083" },
  name: "orders",
  class: "org.example.Source",
};
/** The same with every default. */
export const canonical = {
  ...minimal,
  config: {},
  tasksMax: 1,
  state: "running",
  restartPolicy: { type: "OnFailure", maxRetry: 10 },
  adopt: false,
  validate: true,
  waitFor: "tasks",
};

export function inputsOf(changes: Raw) {
  return canonicalise({ ...minimal, ...changes }).inputs;
}

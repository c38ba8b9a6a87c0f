import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { ConnectorSetArgs, ConnectorSetMemberArgs } from "../../index";
import { ConnectorSet } from "./adapter";
import { type Scenario, SINK, SOURCE, STRINGS } from "./scenario";

type Config = Readonly<Record<string, Input<string | number | boolean>>>;
export type Change = Omit<ConnectorSetMemberArgs, "config"> & { readonly config?: Config };

/** A set of file sources, each with its own file and topic. */
export function sources(
  s: Scenario,
  members: Readonly<Record<string, Change>>,
  more: Partial<ConnectorSetArgs> = {},
  options?: CustomResourceOptions,
  resource = "set",
): ConnectorSet {
  return new ConnectorSet(
    resource,
    {
      cluster: s.cluster,
      defaults: { class: SOURCE },
      connectors: Object.fromEntries(
        Object.entries(members).map(([of, { config, ...change }]) => [
          s.name(of),
          { config: { file: s.file(of), topic: s.name("topic"), ...config }, ...change },
        ]),
      ),
      ...more,
    },
    options,
  );
}

/** A file sink whose task fails, because the folder of its file does not exist. */
export function failingSink(s: Scenario): Change {
  return {
    class: SINK,
    restartPolicy: { type: "Never" },
    config: { file: "/nowhere/out", topics: s.name("topic"), "value.converter": STRINGS },
  };
}

/**
 * Selects the resource that the tests' programs declare: the dynamic one or the plugin's. The files
 * of tests/native and tests/through-plugin first import `use-plugin`; some then import the tests
 * that run a second time.
 */
import { Connector as Dynamic, ConnectorSet as DynamicSet } from "../../index";
import { Connector as Native, ConnectorSet as NativeSet } from "../../native";

export const usesPlugin = process.env.TEST_ADAPTER === "plugin";

export const Connector = usesPlugin ? (Native as unknown as typeof Dynamic) : Dynamic;
export type Connector = Dynamic;

export const ConnectorSet = usesPlugin ? (NativeSet as unknown as typeof DynamicSet) : DynamicSet;
export type ConnectorSet = DynamicSet;

/** Whether a type in the state is one of this package's custom resources. */
export function isOurs(type: string): boolean {
  return (
    type.includes("dynamic/kafkaconnect:") ||
    /^pulumi-kafka-connect:index:(Connector|ConnectorNames|ConnectorSetMembers|Workers|ClusterName)$/.test(
      type,
    )
  );
}

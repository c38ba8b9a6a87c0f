/**
 * The public face of the package. Withheld on purpose: everything below `provider/` but the resource
 * and its types. The subpath `pulumi-kafka-connect/provider` is for the engine, which loads it by
 * the text in each connector's state, and not for programs.
 */
export {
  type ConnectEndpoint,
  Connector,
  type ConnectorArgs,
  type ConnectTls,
  type CredentialInput,
  type RestartPolicyArgs,
  type State,
  type TargetState,
  type TaskState,
  type WaitFor,
} from "./provider/connector";

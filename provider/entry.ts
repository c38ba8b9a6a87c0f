/**
 * The state of every stack refers to this file by the package's subpath `./provider`. The engine
 * loads it for each operation: on a connector, on a set (`connectorSet`, `connectorNames`), on the
 * workers of a cluster (`workers`) and on its name (`clusterName`). These names and their arguments
 * never change.
 */
export { check, create, delete, diff, read, update } from "./connector/lifecycle";
export { connectorSet } from "./set/lifecycle";
export { connectorNames } from "./set/names-lifecycle";
export { workers } from "./workers/lifecycle";
export { clusterName } from "./workers/name-lifecycle";

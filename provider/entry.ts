/**
 * What the state of every stack refers to, by the package's subpath `./provider`: the engine loads it
 * for each call on a connector, `connectorSet` and `connectorNames` for each on a set of them, `workers` for each on the workers of a cluster, and `clusterName` for
 * each on its name. These names and their arguments never change.
 */
export { check, create, delete, diff, read, update } from "./connector/lifecycle";
export { connectorSet } from "./set/lifecycle";
export { connectorNames } from "./set/names-lifecycle";
export { workers } from "./workers/lifecycle";
export { clusterName } from "./workers/name-lifecycle";

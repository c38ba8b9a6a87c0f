/**
 * What the state of every stack refers to, by the package's subpath `./provider`: the engine loads it
 * for each call on a connector, and `workers` for each on the workers of a cluster. These names and
 * their arguments never change.
 */
export { check, create, delete, diff, read, update } from "./connector/lifecycle";
export { workers } from "./workers/lifecycle";

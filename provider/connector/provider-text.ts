/** What the state of every connector of the dynamic resource holds. Neither ever changes. */

export const CONNECTOR_TYPE = "pulumi-nodejs:dynamic/kafkaconnect:Connector";

/**
 * The code that the engine runs for every operation. It is part of each connector's state: one
 * constant text that loads the installed package, so no release ever changes it.
 */
export const CONNECTOR_PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider')";

/**
 * The code that the engine runs for every operation. Each connector's state contains this constant
 * text, which loads the installed package. No release ever changes it.
 */
export const CONNECTOR_PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider')";

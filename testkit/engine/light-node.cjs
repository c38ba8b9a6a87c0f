/**
 * For NODE_OPTIONS. The tests start hundreds of hosts of dynamic providers. Each would load TypeScript's
 * compiler and npm's dependency resolver, which only programs need: half a second of CPU. Tests that
 * start the CLI themselves use the host as it is.
 */
if (process.argv[1]?.includes("dynamic-provider")) {
  require("../../dist/plugin/without-serializer.js");
}

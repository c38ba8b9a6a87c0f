/** The plugin `pulumi-resource-pulumi-kafka-connect`, as a process that the engine starts. */
import "./without-serializer";
import { registerByPlugin } from "../provider/core/registration";
import { setEngineAddress } from "../provider/core/engine-address";
import { serve } from "./serve";

const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (engine !== undefined) setEngineAddress(engine);
registerByPlugin();
void serve(process.argv.slice(2));

// A killed engine does not stop its plugins. Without an engine there is nothing to do.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 5_000).unref();

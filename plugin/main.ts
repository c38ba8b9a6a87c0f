/** The plugin `pulumi-resource-pulumi-kafka-connect`, as a process that the engine starts. */
import "./without-serializer";
import { registerByPlugin } from "../provider/core/registration";
import { setEngineAddress } from "../provider/core/engine-address";
import { endWithEngine } from "./engine-process";
import { serve } from "./serve";

const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (engine !== undefined) setEngineAddress(engine);
registerByPlugin();
void serve(process.argv.slice(2));
endWithEngine(engine);

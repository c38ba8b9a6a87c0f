/**
 * The agent as a program: its options are JSON in the environment, its log has one line of JSON per
 * event.
 */
import { type AgentOptions, runAgent } from "./agent";

const options = JSON.parse(process.env.HEALING_OPTIONS ?? "{}") as Omit<AgentOptions, "log">;

// There is nothing to save at the end, because each poll writes the memory file.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));

runAgent({
  ...options,
  log: (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event })),
}).catch((error: Error) => {
  console.error(JSON.stringify({ time: new Date().toISOString(), event: error.message }));
  process.exit(1);
});

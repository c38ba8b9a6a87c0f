/** The agent as a program: its options as JSON in the environment, its log as a line of JSON an event. */
import { type AgentOptions, runAgent } from "./agent";

const options = JSON.parse(process.env.HEALING_OPTIONS ?? "{}") as Omit<AgentOptions, "log">;

// Nothing to save at the end: the memory is written with every poll.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));

runAgent({
  ...options,
  log: (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event })),
}).catch((error: Error) => {
  console.error(JSON.stringify({ time: new Date().toISOString(), event: error.message }));
  process.exit(1);
});

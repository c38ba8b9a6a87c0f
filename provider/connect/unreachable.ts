/** What to do when no connection to Kafka Connect can be established. */
import type { Unreachable } from "../core/errors";
import type { Terms } from "../endpoint/terms";

export const UNREACHABLE_STEPS: Readonly<Record<Unreachable, (terms: Terms) => string>> = {
  name: ({ name, machine }) =>
    `Kafka Connect cannot be reached: ${machine} finds no host of this name. Is ${name("url")} right, and does the name exist outside of its own network?`,
  "name-server": ({ machine, name }) =>
    `Kafka Connect cannot be reached: ${machine} got no answer from its name server, which is often temporary. Try again; if it persists, check the DNS settings, and ${name("url")}.`,
  refused: ({ name, machine }) =>
    `Kafka Connect cannot be reached. Is ${name("url")} right, are the workers up, and can ${machine} reach them?`,
  "no-route": ({ name, machine }) =>
    `Kafka Connect cannot be reached: ${machine} has no route to this address. Is ${name("url")} right, and does it need a VPN or another network?`,
  dropped: ({ name, machine }) =>
    `Kafka Connect cannot be reached: nothing answers at this address. Is ${name("url")} right, are the workers up, and does a firewall let ${machine} through?`,
  exhausted: ({ here }) =>
    `The operating system allows no further connection ${here}: run fewer operations at a time (\`--parallel 4\`), or raise its limit of open files.`,
};

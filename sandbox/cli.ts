import { parseArgs } from "node:util";
import { removeKubernetes } from "./kubernetes/remove";
import { instanceNames, sandboxInstance, type InstanceName } from "./paths";
import { say } from "./progress";
import { down, up } from "./stack";
import { status, statusTable } from "./status";

const usage = `usage: npx tsx sandbox/cli.ts <command> [--instance ${instanceNames.join("|")}]

  up             start broker, worker and Pulumi CLI; what runs already stays as it is
  down [--wipe]  stop everything of the instance; --wipe removes its data, logs and state too
  status         what runs where; exit code 1 when something is down

  kubernetes up      a Kubernetes with a broker in it: KUBECONFIG's, else kind's, else a node built here
  kubernetes down    take it away; what was built stays in the cache
  kubernetes status  what runs of a node that was built here; exit code 1 when it is not ready

The instance is "quickstart" unless named.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      instance: { type: "string", default: "quickstart" },
      wipe: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [command, ...surplus] = joined(positionals);
  if (surplus.length > 0) return refuse(`there is no place for "${surplus.join(" ")}"`);
  if (!isInstanceName(values.instance)) return refuse(`there is no instance "${values.instance}"`);
  if (values.wipe && command !== "down") return refuse("--wipe belongs to down");
  const instance = sandboxInstance(values.instance);
  switch (command) {
    case "up":
      await up(instance);
      return 0;
    case "down":
      await down(instance, { wipe: values.wipe, removeKubernetes });
      return 0;
    case "status": {
      const rows = await status(instance);
      console.log(statusTable(rows));
      return rows.every((row) => row.state === "up") ? 0 : 1;
    }
    case "kubernetes up":
    case "kubernetes down":
    case "kubernetes status": {
      const { kubernetesCommand } = await import("./kubernetes/command-line.js");
      return kubernetesCommand(command, instance);
    }
    default:
      return refuse(command === undefined ? "a command is missing" : `unknown: "${command}"`);
  }
}

/** Commands about Kubernetes have two words. */
function joined([first, second, ...rest]: string[]): (string | undefined)[] {
  if (first !== "kubernetes" || second === undefined) {
    return [first, ...(second === undefined ? [] : [second]), ...rest];
  }
  return [`${first} ${second}`, ...rest];
}

function isInstanceName(name: string): name is InstanceName {
  return (instanceNames as readonly string[]).includes(name);
}

function refuse(reason: string): number {
  say(`sandbox: ${reason}\n\n${usage}`);
  return 2;
}

// An orderly exit lets the exit handlers discard half-built caches, release locks and stop builds.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`sandbox: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

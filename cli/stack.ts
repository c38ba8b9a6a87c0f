import { CliError, EXIT } from "./exit";
import { type DeclaredCluster, declaredClusters } from "./stack-state";
import { printable } from "./table";

/**
 * The Connect clusters of a stack of the project in this folder. Neither selects nor changes the
 * stack.
 */
export async function readStack(stack: string): Promise<DeclaredCluster[]> {
  // Loaded here, because it takes half a second that commands with a url do not need.
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  try {
    const workspace = await LocalWorkspace.create({ workDir: process.cwd() });
    const exported = await workspace.exportStack(stack);
    return declaredClusters(exported.deployment);
  } catch (error) {
    throw new CliError(
      EXIT.stack,
      `cannot read the stack "${stack}": ${wordsOf(error)}. ` +
        "`pulumi stack export` with the same stack has to succeed in the folder of the project (--cwd)",
      { cause: error },
    );
  }
}

/** Pulumi's own error line. The rest of its command's output is about the command. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = [...text.matchAll(/^(?:stderr: )?\s*error: (.+)$/gm)].at(-1)?.[1];
  return printable(said ?? text.trim().split("\n", 1)[0] ?? "").replace(/\.$/, "");
}

/** The selected cluster. */
export function chooseCluster(
  clusters: readonly DeclaredCluster[],
  stack: string,
  id: string | undefined,
): DeclaredCluster {
  const ids = clusters.map((cluster) => cluster.id).join(", ");
  const wanted = id === undefined ? clusters : clusters.filter((cluster) => cluster.id === id);
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  if (clusters.length === 0) {
    throw new CliError(
      EXIT.stack,
      `the stack "${stack}" has no Connector, no ConnectorSet and no ConnectCluster: deploy it, or name another one`,
    );
  }
  throw id === undefined
    ? new CliError(EXIT.usage, `the stack "${stack}" has several clusters: give --cluster ${ids}`)
    : new CliError(EXIT.notFound, `the stack "${stack}" has no cluster "${id}", but ${ids}`);
}

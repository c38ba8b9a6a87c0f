/** Decides from the existing objects whether a Connect cluster may have its name. */
import { type FoundObject, OWNER_ANNOTATION } from "../kubernetes/owners";

/** Why not, and what to do; undefined if every object belongs to this owner. */
export function refusal(
  owner: string,
  namespace: string,
  found: readonly FoundObject[],
): string | undefined {
  const foreign = found.filter((object) => object.owner !== owner);
  if (foreign.length === 0) return undefined;
  const owners = [...new Set(foreign.map((object) => object.owner))];
  const parts = owners.map((other) => {
    const objects = foreign.filter((object) => object.owner === other);
    return [
      `${listed(objects)} in the namespace ${namespace} ${describe(other, objects.length)}.`,
      ...wayOut(owner, namespace, other, objects),
    ].join("\n");
  });
  return [...parts, "Nothing has been changed."].join("\n");
}

function listed(objects: readonly FoundObject[]): string {
  return objects.map(({ kind, name }) => `${kind} "${name}"`).join(", ");
}

function describe(other: string | undefined, count: number): string {
  if (other === undefined) {
    return `${count === 1 ? "exists" : "exist"} already, and no ConnectCluster owns ${count === 1 ? "it" : "them"}`;
  }
  const { stack, project, name } = parsed(other);
  return `${count === 1 ? "belongs" : "belong"} to the ConnectCluster "${name}" of the stack ${stack} in the project ${project}`;
}

function wayOut(
  owner: string,
  namespace: string,
  other: string | undefined,
  objects: readonly FoundObject[],
): string[] {
  const given = objects.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).join(" ");
  const command = `kubectl annotate --overwrite --namespace ${namespace} ${given} ${OWNER_ANNOTATION}='${owner}'`;
  if (other === undefined) {
    return [
      "Choose another `name` or `namespace`, or delete what exists. To let this resource adopt it, run",
      `  ${command}`,
    ];
  }
  return [
    ...(isSameStack(owner, other)
      ? [
          `If you renamed or moved that resource, add \`aliases: [${aliasOf(owner, other)}]\` to its options.`,
        ]
      : []),
    "To keep both, choose another `name` or `namespace`. If the owner no longer exists, run",
    `  ${command}`,
  ];
}

function isSameStack(one: string, other: string): boolean {
  const [a, b] = [parsed(one), parsed(other)];
  return a.stack === b.stack && a.project === b.project;
}

/** The shortest form of the alias that Pulumi accepts. */
function aliasOf(owner: string, other: string): string {
  const [now, before] = [parsed(owner), parsed(other)];
  return now.type === before.type ? `{ name: "${before.name}" }` : `"${other}"`;
}

/** The parts of `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function parsed(urn: string) {
  const [stack = "", project = "", type = "", ...name] = urn.split("::");
  return { stack: stack.replace(/^urn:pulumi:/, ""), project, type, name: name.join("::") };
}

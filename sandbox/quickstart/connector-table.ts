import type { Stack } from "../stack";
import { textTable } from "../text-table";

/** The answer of Connect's REST API to `GET /connectors?expand=status`. */
type Connectors = Record<
  string,
  {
    readonly status: {
      readonly type: string;
      readonly connector: { readonly state: string; readonly worker_id: string };
      readonly tasks: readonly { readonly id: number; readonly state: string }[];
    };
  }
>;

/** From Connect, not from Pulumi, to confirm the result of `pulumi up`. */
export async function connectorTable(stack: Stack): Promise<string> {
  const response = await fetch(statusUrl(stack));
  if (!response.ok) throw new Error(`${statusUrl(stack)} answered ${response.status}`);
  const connectors = (await response.json()) as Connectors;
  return textTable(
    ["NAME", "TYPE", "STATE", "TASKS", "WORKER"],
    Object.entries(connectors)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, { status }]) => [
        name,
        status.type,
        status.connector.state,
        status.tasks.map(({ id, state }) => `${id} ${state}`).join(", ") || "none",
        status.connector.worker_id,
      ]),
  );
}

export function statusUrl(stack: Stack): string {
  return `${stack.workerUrl}/connectors?expand=status`;
}

import type { EngineEvent, PreviewOptions, Stack } from "@pulumi/pulumi/automation";
import { Failed, failureOf } from "./failure";
import { type Change, destroys, doneLine, noticeIn, plannedChange } from "./progress";
import type { Stop } from "./stop";

/** What the next step of a pipeline goes by. */
export const EXIT = { done: 0, failed: 1, waits: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface Permission {
  readonly apply: boolean;
  /** Connectors and Connect clusters may be deleted and replaced too. */
  readonly allowDestroy: boolean;
}

/** Previews, and applies only what it is allowed to. */
export async function deploy(
  stack: Stack,
  { apply, allowDestroy }: Permission,
  stop: Stop,
): Promise<Exit> {
  const changes = await preview(stack, stop);
  const destroyed = changes.filter(destroys).map(({ name }) => name);
  if (!apply) {
    if (changes.length === 0) return EXIT.done;
    console.log(`To apply this: --apply${destroyed.length > 0 ? " --allow-destroy" : ""}`);
    return EXIT.waits;
  }
  if (destroyed.length > 0 && !allowDestroy) {
    throw new Failed(
      "nothing was applied, because these would be deleted or replaced: " +
        `${destroyed.join(", ")}. To allow it: --allow-destroy`,
    );
  }
  // Also when no resource changes: an output of the stack may.
  await update(stack, stop);
  return EXIT.done;
}

async function preview(stack: Stack, stop: Stop): Promise<Change[]> {
  const changes: Change[] = [];
  console.log(`Preview of ${stack.name}:`);
  const onEvent = (event: EngineEvent) => {
    const change = plannedChange(event);
    if (change === undefined) return;
    changes.push(change);
    console.log(`  ${change.op} ${change.name}`);
  };
  await watched(stack, stop, onEvent, (options) => stack.preview(options));
  if (changes.length === 0) console.log("  nothing to do");
  return changes;
}

async function update(stack: Stack, stop: Stop): Promise<void> {
  let count = 0;
  const startedAt = Date.now();
  console.log(`Update of ${stack.name}:`);
  const onEvent = (event: EngineEvent) => {
    const line = doneLine(event);
    if (line === undefined) return;
    count++;
    console.log(`  ${line}`);
  };
  await watched(stack, stop, onEvent, (options) => stack.up(options));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(count === 0 ? "  nothing to do" : `${count} changed in ${seconds} s`);
}

/** Runs the engine to its end; when that is a failure, its reason is thrown. */
async function watched(
  stack: Stack,
  stop: Stop,
  onEvent: (event: EngineEvent) => void,
  run: (options: Pick<PreviewOptions, "color" | "onEvent" | "signal">) => Promise<unknown>,
): Promise<void> {
  const errors: string[] = [];
  stop.throwIfAsked();
  try {
    await run({
      color: "never",
      signal: stop.signal,
      onEvent: (event) => {
        onEvent(event);
        const notice = noticeIn(event);
        if (notice?.severity === "warning") console.log(`  warning: ${notice.text}`);
        if (notice?.severity === "error") errors.push(notice.text);
      },
    });
  } catch (error) {
    stop.throwIfAsked();
    throw failureOf(error, errors, stack.name);
  }
  stop.throwIfAsked();
}

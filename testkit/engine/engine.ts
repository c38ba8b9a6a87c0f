import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  type EngineEvent,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  type OutputMap,
  type PulumiCommand,
  type Stack,
  StackAlreadyExistsError,
} from "@pulumi/pulumi/automation";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { automationCommand } from "../../sandbox/automation-command";
import { repositoryFolder } from "../../sandbox/paths";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { isOurs, usesPlugin } from "../connectors/adapter";
import { pluginSettings } from "../languages/plugin";
import { FrugalCommand } from "./frugal-command";
import { KEY_SERVICE, keyService } from "./key-service";
import { searchOutput } from "../../tests/secret-search/outputs";
import { DUMP_OF_THE_SDK } from "../../tests/secret-search/secrets-in";

export type Program = () => unknown;

export interface Run {
  readonly ok: boolean;
  /** Everything that a user or a log could see: output, errors and events. */
  readonly text: string;
  readonly events: readonly EngineEvent[];
  /** How many resources the run created, updated, …, or would have. */
  readonly changes: Readonly<Record<string, number>>;
  /** The property paths of the planned change, by resource name, as the engine reports them. */
  readonly diffs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: string[];
}

type Operation = "up" | "preview" | "refresh" | "destroy";

export interface RunOptions {
  readonly parallel?: number;
  readonly refresh?: boolean;
  readonly expectNoChanges?: boolean;
  /** Continues with resources that do not depend on the failed one. */
  readonly continueOnError?: boolean;
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

const LIGHT_NODE = `--require ${JSON.stringify(path.join(__dirname, "light-node.cjs"))}`;

/** The runs are short, so most of their time is the start of the CLI, a Go program, and of Node.js. */
const QUICK_STARTS = { NODE_OPTIONS: LIGHT_NODE, GOGC: "400" };

/** Runs programs on the real engine, with its own state on this machine. */
export class TestStack {
  readonly stack: Stack;
  readonly #command: FrugalCommand;
  #program: Program = () => undefined;

  private constructor(stack: Stack, command: FrugalCommand) {
    this.stack = stack;
    this.#command = command;
  }

  static async create(pulumi: PulumiEnvironment, name: string): Promise<TestStack> {
    known ??= await automationCommand(pulumi);
    const envVars = { ...pulumi.env, ...(await keyService()), ...QUICK_STARTS };
    const command = new FrugalCommand(known);
    const args = { projectName: "lifecycle", stackName: name, program: () => Promise.resolve() };
    const options: LocalWorkspaceOptions = {
      pulumiCommand: command.command,
      envVars,
      secretsProvider: KEY_SERVICE,
      workDir: mkdtempSync(path.join(tmpdir(), "kafka-connect-test-")),
      projectSettings: {
        name: "lifecycle",
        runtime: "nodejs",
        main: repositoryFolder,
        ...(usesPlugin ? { plugins: pluginSettings } : {}),
      },
    };
    const stack = await LocalWorkspace.createStack(args, options).catch((error: unknown) => {
      if (error instanceof StackAlreadyExistsError)
        return LocalWorkspace.selectStack(args, options);
      throw error;
    });
    const test = new TestStack(stack, command);
    stack.workspace.program = async () => (await test.#program()) as Record<string, unknown>;
    return test;
  }

  up(program: Program, options?: RunOptions): Promise<Run> {
    return this.#run("up", program, options);
  }

  preview(program: Program, options?: RunOptions): Promise<Run> {
    return this.#run("preview", program, options);
  }

  refresh(options?: RunOptions): Promise<Run> {
    return this.#run("refresh", this.#program, options);
  }

  destroy(options?: RunOptions): Promise<Run> {
    return this.#run("destroy", this.#program, options);
  }

  async #run(operation: Operation, program: Program, options: RunOptions = {}): Promise<Run> {
    this.#program = program;
    const events: EngineEvent[] = [];
    let text = "";
    const common = {
      ...options,
      onEvent: (event: EngineEvent) => void events.push(event),
      onOutput: (chunk: string) => {
        text += chunk;
        options.onText?.(chunk);
      },
      onError: (chunk: string) => {
        text += chunk;
        options.onText?.(chunk);
      },
      diff: true,
      color: "never" as const,
    };
    let ok = true;
    let outputs: Record<string, unknown> = {};
    try {
      await this.#command.without<unknown>(() => this.stack[operation](common));
      if (operation === "up") outputs = await this.#outputs();
    } catch (error) {
      ok = false;
      text += String(error);
    }
    text += `\n${JSON.stringify(events.filter((event) => !isDumpOfTheSdk(event)))}`;
    searchOutput(`${operation} of ${this.stack.name}`, text);
    if (existsSync(this.#stateFile)) searchOutput(this.#stateFile, this.rawState());
    return {
      ok,
      text,
      events,
      changes: changesIn(events),
      diffs: diffsIn(events),
      outputs,
    };
  }

  /** The states of our resources, with secrets in plain text. */
  async state(): Promise<ResourceState[]> {
    return (await this.#decrypted()).filter(({ type }) => isOurs(type));
  }

  ids(): string[] {
    return this.#stored().flatMap(({ id, type }) => (isOurs(type) ? (id ?? []) : []));
  }

  /** Only the CLI can decrypt, so a state without secrets needs no command. */
  async #decrypted(): Promise<ResourceState[]> {
    const stored = this.#stored();
    if (!JSON.stringify(stored).includes('"ciphertext"')) return stored;
    const exported = await this.stack.exportStack();
    const deployment = exported.deployment as { resources?: ResourceState[] };
    return deployment.resources ?? [];
  }

  async #outputs(): Promise<Run["outputs"]> {
    const { outputs = {} } = this.#stored().find(({ type }) => type === STACK) ?? {};
    const encrypted = JSON.stringify(outputs).includes('"ciphertext"');
    return encrypted ? plainOutputs(await this.stack.outputs()) : outputs;
  }

  /** The resources as the backend stores them, with encrypted secrets. */
  #stored(): ResourceState[] {
    if (!existsSync(this.#stateFile)) return [];
    const { checkpoint } = JSON.parse(this.rawState()) as {
      checkpoint: { latest?: { resources?: ResourceState[] } };
    };
    return checkpoint.latest?.resources ?? [];
  }

  /** The state as the backend stores it, with encrypted secrets. */
  rawState(): string {
    return readFileSync(this.#stateFile, "utf8");
  }

  /** Whether the file of the state is there, and the engine is not just writing it. */
  isStateWhole(): boolean {
    try {
      JSON.parse(this.rawState());
      return true;
    } catch {
      return false;
    }
  }

  get #stateFile(): string {
    const backend = this.stack.workspace.envVars.PULUMI_BACKEND_URL?.replace("file://", "") ?? "";
    return path.join(backend, ".pulumi", "stacks", "lifecycle", `${this.stack.name}.json`);
  }

  /** Encrypts the state with the passphrase of the sandbox instead of the key service. */
  async usePassphrase(): Promise<void> {
    const { workDir, envVars } = this.stack.workspace;
    const args = ["stack", "change-secrets-provider", "passphrase", "--stack", this.stack.name];
    await this.#command.run(args, workDir, envVars);
  }

  /** Removes the stack with its resources. What they created on the cluster stays. */
  async forget(): Promise<void> {
    await this.stack.workspace.removeStack(this.stack.name, { force: true });
    rmSync(this.stack.workspace.workDir, { recursive: true, force: true });
  }

  /** Removes everything that the test left behind. */
  async remove(): Promise<void> {
    await this.stack.cancel().catch(() => undefined);
    const destroy = () => this.stack.destroy({ refresh: false });
    await this.#command.without(destroy).catch(() => undefined);
    await this.forget().catch(() => undefined);
  }
}

const STACK = "pulumi:pulumi:Stack";

let known: PulumiCommand | undefined;

/**
 * Each run has its own engine on its own ports, and the SDK never closes its connections to the
 * earlier ones. All connections of a process share one pool. There, an old connection could
 * serve a new engine that happens to have the same port: the run would end with
 * "UNAVAILABLE", or silently without its resources. (The options are the SDK's own, untyped, and not in every version.)
 */
const { grpcClientOptions = {} } = settings as unknown as { grpcClientOptions?: object };
Object.assign(grpcClientOptions, { "grpc.use_local_subchannel_pool": 1 });

function plainOutputs(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(outputs).map((key) => [key, outputs[key]?.value as unknown]),
  );
}

function isDumpOfTheSdk({ diagnosticEvent }: EngineEvent): boolean {
  return (
    diagnosticEvent?.prefix === "debug: " && diagnosticEvent.message.startsWith(DUMP_OF_THE_SDK)
  );
}

/** The engine's messages of this severity. */
export function diagnostics(run: Run, severity: "info" | "warning" | "error"): string[] {
  return run.events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === severity ? [diagnosticEvent.message.trim()] : [],
  );
}

export function warnings(run: Run): string[] {
  return diagnostics(run, "warning");
}

function changesIn(events: readonly EngineEvent[]): Record<string, number> {
  const summary = events.flatMap((event) => event.summaryEvent?.resourceChanges ?? []).at(-1) ?? {};
  return summary;
}

function diffsIn(events: readonly EngineEvent[]): Record<string, string[]> {
  const diffs: Record<string, string[]> = {};
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    if (metadata === undefined || !isOurs(metadata.type)) continue;
    const name = metadata.urn.split("::").at(-1) ?? "";
    diffs[name] = [
      ...new Set([...(diffs[name] ?? []), ...Object.keys(metadata.detailedDiff ?? {})]),
    ].sort();
  }
  return diffs;
}

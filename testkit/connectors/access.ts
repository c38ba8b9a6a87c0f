import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ConnectEndpointArgs, Connector } from "../../index";
import { type Program, type Run, TestStack } from "../engine/engine";
import { Gate, type GateOptions } from "../connect/gate";
import { Rest } from "../connect/rest";
import { sandbox } from "../sandbox";

const SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";

/** One test's own stack and connector name. No secret of the test may show in any run of it. */
export class Access {
  readonly name = `access-${process.pid.toString(36)}-${Date.now().toString(36)}`;
  readonly folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-access-"));
  /** May be in the state, but only as Pulumi secrets. */
  readonly secrets: string[] = [];
  /** May not even be in the state. */
  readonly foreign: string[] = [];
  readonly #gates: Gate[] = [];
  readonly #stack: TestStack;

  private constructor(stack: TestStack) {
    this.#stack = stack;
  }

  static async begin(): Promise<Access> {
    const { pulumi } = await sandbox();
    return new Access(await TestStack.create(pulumi, `access-${Date.now().toString(36)}`));
  }

  async end(): Promise<void> {
    const rest = new Rest((await sandbox()).workerUrl);
    // With the credentials in the state, which a gate may no longer admit.
    for (const gate of this.#gates) gate.admits = () => true;
    await this.#stack.remove();
    await rest.call("DELETE", `/connectors/${this.name}`);
    await Promise.all(this.#gates.map((gate) => gate.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async gate(options?: GateOptions): Promise<Gate> {
    const gate = await Gate.start(options);
    this.#gates.push(gate);
    return gate;
  }

  /** Writes a file, and returns a reference to it for an endpoint. */
  file(name: string, text: string): { file: string } {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    return { file };
  }

  /** Sets a variable for the engine and its providers, only in this test's stack. */
  environment(variables: Record<string, string>): void {
    const { workspace } = this.#stack.stack;
    workspace.envVars = { ...workspace.envVars, ...variables };
  }

  /** A program with one file source on this endpoint, its config with these keys too. */
  program(cluster: ConnectEndpointArgs, more: Record<string, string | number> = {}): Program {
    const config = { file: path.join(this.folder, "in"), topic: this.name, ...more };
    const name = this.name;
    return () => {
      const source = new Connector("source", { cluster, name, class: SOURCE, config });
      return { state: source.state, failedTasks: source.failedTasks };
    };
  }

  up(program: Program): Promise<Run> {
    return this.#guarded(this.#stack.up(program));
  }

  preview(program: Program): Promise<Run> {
    return this.#guarded(this.#stack.preview(program));
  }

  refresh(): Promise<Run> {
    return this.#guarded(this.#stack.refresh({ expectNoChanges: true }));
  }

  destroy(): Promise<Run> {
    return this.#guarded(this.#stack.destroy());
  }

  /** The connectors in the state, decrypted. */
  state() {
    return this.#stack.state();
  }

  async #guarded(running: Promise<Run>): Promise<Run> {
    const run = await running;
    const stored = this.#stack.rawState();
    for (const secret of [...this.secrets, ...this.foreign]) {
      keeps("the output", run.text, secret);
      keeps("the state as it is stored", stored, secret);
    }
    if (this.foreign.length === 0) return run;
    const decrypted = JSON.stringify(await this.#stack.stack.exportStack());
    for (const secret of this.foreign) keeps("the state, decrypted", decrypted, secret);
    return run;
  }
}

/** Also checks the form in which HTTP sends it. */
function keeps(what: string, text: string, secret: string): void {
  const header = Buffer.from(secret).toString("base64").slice(0, -4);
  const shown = [secret, JSON.stringify(secret).slice(1, -1), header].find((form) =>
    text.includes(form),
  );
  if (shown === undefined) return;
  const place = text.indexOf(shown);
  throw new Error(
    `the secret ${shown} is in ${what}: …${text.slice(Math.max(0, place - 800), place + 200)}…`,
  );
}

/** A fresh one for each test of a `describe`. */
export function eachWithAccess(): () => Access {
  let access: Access | undefined;
  beforeEach(async function () {
    access = await Access.begin();
  });
  afterEach(async function () {
    await access?.end();
    access = undefined;
  });
  return () => {
    if (access === undefined) throw new Error("outside of a test");
    return access;
  };
}

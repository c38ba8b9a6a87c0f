/** Runs programs for the engine, like Pulumi's language hosts: for the command's option `--client`. */
import { type ChildProcess, spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  LanguageHandshakeResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { searchOutput } from "../../tests/secret-search/outputs";

export interface ProgramCommand {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Done<Response> = (error: grpc.ServerErrorResponse | null, response?: Response) => void;

export class LanguageHost {
  readonly #server = new grpc.Server();
  readonly #command: ProgramCommand;
  readonly #folder: string;
  readonly #programs = new Set<ChildProcess>();

  private constructor(command: ProgramCommand, folder: string) {
    this.#command = command;
    this.#folder = folder;
    this.#server.addService(LanguageRuntimeService, {
      handshake: always(() => new LanguageHandshakeResponse()),
      getRequiredPlugins: always(() => new GetRequiredPluginsResponse()),
      getRequiredPackages: always(() => new GetRequiredPackagesResponse()),
      getPluginInfo: always(() => new PluginInfo()),
      run: ({ request }: { request: RunRequest }, done: Done<RunResponse>) => {
        void this.#run(request).then((error) => {
          const response = new RunResponse();
          response.setError(error);
          done(null, response);
        });
      },
    });
  }

  /** `address` is for the engine. */
  static start(
    command: ProgramCommand,
    folder: string,
  ): Promise<{ host: LanguageHost; address: string }> {
    const host = new LanguageHost(command, folder);
    return new Promise((resolve, reject) => {
      const insecure = grpc.ServerCredentials.createInsecure();
      host.#server.bindAsync("127.0.0.1:0", insecure, (error, port) => {
        if (error) reject(error);
        else resolve({ host, address: `127.0.0.1:${port}` });
      });
    });
  }

  /** Also ends programs whose engine is gone. */
  close(): void {
    for (const program of this.#programs) program.kill("SIGKILL");
    this.#server.forceShutdown();
  }

  /** The program's error; empty if it has succeeded. */
  #run(request: RunRequest): Promise<string> {
    const { executable, args, env } = this.#command;
    const program = spawn(executable, args, {
      cwd: this.#folder,
      env: { ...process.env, ...env, ...environment(request) },
    });
    this.#programs.add(program);
    let text = "";
    for (const stream of [program.stdout, program.stderr]) {
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    }
    return new Promise((resolve) => {
      const end = (code: number | null, reason = text) => {
        this.#programs.delete(program);
        searchOutput(executable, text);
        resolve(code === 0 ? "" : `the program ended with ${code ?? "a signal"}:\n${reason}`);
      };
      program.once("error", (error) => end(null, error.message));
      program.once("close", (code) => end(code));
    });
  }
}

function always<Response>(response: () => Response) {
  return (_: unknown, done: Done<Response>) => done(null, response());
}

/** In the format of the hosts of Go programs. */
function environment(request: RunRequest): Record<string, string> {
  const config = Object.fromEntries(request.getConfigMap().entries());
  return {
    PULUMI_PROJECT: request.getProject(),
    PULUMI_STACK: request.getStack(),
    PULUMI_ORGANIZATION: request.getOrganization(),
    PULUMI_ROOT_DIRECTORY: request.getInfo()?.getRootDirectory() ?? "",
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_PARALLEL: `${request.getParallel()}`,
    PULUMI_DRY_RUN: `${request.getDryrun()}`,
    PULUMI_MONITOR: request.getMonitorAddress(),
    PULUMI_ENGINE: request.getArgsList()[0] ?? "",
  };
}

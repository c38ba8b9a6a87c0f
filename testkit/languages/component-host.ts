/** The plugin's process, and a stand-in for the engine with which a component registers: needs no CLI. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as provider from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { repositoryFolder } from "../../sandbox/paths";

export interface RegisteredChild {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** As they go over the wire: secrets and unknown values still marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly version: string;
  readonly aliases: readonly string[];
  readonly timeouts: Readonly<Record<string, string>>;
  readonly providers: Readonly<Record<string, string>>;
  readonly provider: string;
}

export interface Construction {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly preview?: boolean;
  readonly timeouts?: Readonly<Record<string, string>>;
  /** References, by package. */
  readonly providers?: Readonly<Record<string, string>>;
}

export interface Constructed {
  readonly state: Readonly<Record<string, unknown>>;
  /** The dependencies of each output. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly children: readonly RegisteredChild[];
}

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

const FROM_SOURCE = [
  ...[process.execPath, "--import", "tsx"],
  path.join(repositoryFolder, "plugin", "main.ts"),
];

export class ComponentHost {
  readonly #child: ChildProcess;
  readonly #engine: grpc.Server;
  readonly #address: string;
  readonly #client: provider.ResourceProviderClient;
  /** The providers that the engine knows, by URN. */
  readonly configurations: Record<string, object> = {};
  /** The messages to the user. */
  readonly said: readonly string[];
  #registered: RegisteredChild[] = [];
  #isPreview = false;

  private constructor(
    child: ChildProcess,
    engine: grpc.Server,
    address: string,
    port: string,
    said: string[],
  ) {
    this.#child = child;
    this.#engine = engine;
    this.#address = address;
    this.said = said;
    const insecure = grpc.credentials.createInsecure();
    this.#client = new provider.ResourceProviderClient(`127.0.0.1:${port}`, insecure);
    engine.addService(ResourceMonitorService, {
      supportsFeature: answer<resource.SupportsFeatureRequest, resource.SupportsFeatureResponse>(
        (request) => {
          const response = new resource.SupportsFeatureResponse();
          response.setHassupport(FEATURES.includes(request.getId()));
          return response;
        },
      ),
      registerResource: answer((request: resource.RegisterResourceRequest) =>
        this.#register(request),
      ),
      registerResourceOutputs: answer(() => new Empty()),
      invoke: answer((request: resource.ResourceInvokeRequest) => this.#invoke(request)),
    });
  }

  static async start(command: readonly string[] = FROM_SOURCE): Promise<ComponentHost> {
    const engine = new grpc.Server();
    const said: string[] = [];
    engine.addService(EngineService, {
      log: answer((request: LogRequest) => {
        said.push(request.getMessage());
        return new Empty();
      }),
    });
    const enginePort = await new Promise<number>((resolve, reject) => {
      const insecure = grpc.ServerCredentials.createInsecure();
      engine.bindAsync("127.0.0.1:0", insecure, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const address = `127.0.0.1:${enginePort}`;
    const [program = "", ...args] = command;
    const child = spawn(program, [...args, address], {
      cwd: repositoryFolder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return new ComponentHost(child, engine, address, line.toString().trim(), said);
  }

  close(): void {
    this.#client.close();
    this.#child.kill();
    this.#engine.forceShutdown();
  }

  /** For a component named `connect`. */
  async construct(given: Construction): Promise<Constructed> {
    this.#registered = [];
    this.#isPreview = given.preview === true;
    const request = new messages.ConstructRequest();
    request.setProject("project");
    request.setStack("stack");
    request.setDryrun(this.#isPreview);
    request.setParallel(8);
    request.setMonitorendpoint(this.#address);
    request.setType(given.type);
    request.setName("connect");
    request.setInputs(struct(given.inputs));
    for (const [name, reference] of Object.entries(given.providers ?? {})) {
      request.getProvidersMap().set(name, reference);
    }
    if (given.timeouts !== undefined) {
      const timeouts = new messages.ConstructRequest.CustomTimeouts();
      timeouts.setCreate(given.timeouts.create ?? "");
      timeouts.setUpdate(given.timeouts.update ?? "");
      timeouts.setDelete(given.timeouts.delete ?? "");
      request.setCustomtimeouts(timeouts);
    }
    const response = await call<messages.ConstructResponse>((done) =>
      this.#client.construct(request, done),
    );
    const dependencies: Record<string, string[]> = {};
    response.getStatedependenciesMap().forEach((urns, name) => {
      dependencies[name] = urns.getUrnsList();
    });
    return {
      state: response.getState()?.toJavaScript() ?? {},
      dependencies,
      children: this.#registered,
    };
  }

  async create(urn: string, properties: object): Promise<void> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(properties));
    await call((done) => this.#client.create(request, done));
  }

  /** Like the engine after an interrupt. */
  async cancel(): Promise<void> {
    await call((done) => this.#client.cancel(new Empty(), done));
  }

  /** `getResource`, with which an SDK resolves a reference. */
  #invoke(request: resource.ResourceInvokeRequest): messages.InvokeResponse {
    const { urn } = request.getArgs()?.toJavaScript() as { urn: string };
    const response = new messages.InvokeResponse();
    response.setReturn(struct({ urn, id: "id", state: this.configurations[urn] ?? {} }));
    return response;
  }

  #register(request: resource.RegisterResourceRequest): resource.RegisterResourceResponse {
    const [type, name] = [request.getType(), request.getName()];
    const inputs = request.getObject()?.toJavaScript() ?? {};
    const {
      create = "",
      update = "",
      pb_delete = "",
    } = request.getCustomtimeouts()?.toObject() ?? {};
    this.#registered.push({
      type,
      name,
      inputs,
      parent: request.getParent(),
      version: request.getVersion(),
      aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ""),
      timeouts: defined({ create, update, delete: pb_delete }),
      providers: Object.fromEntries(request.getProvidersMap().getEntryList()),
      provider: request.getProvider(),
    });
    const response = new resource.RegisterResourceResponse();
    response.setUrn(`urn:pulumi:stack::project::${type}::${name}`);
    if (request.getCustom()) response.setId(this.#isPreview ? UNKNOWN_ID : `${name}-id`);
    response.setObject(struct({ ...inputs, ...OUTPUTS[type] }));
    return response;
  }
}

const FEATURES = ["secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith"];
const UNKNOWN_ID = "";

/** The outputs that a provider would add. */
const OUTPUTS: Readonly<Record<string, object>> = {
  "pulumi-kafka-connect:index:Workers": {
    plugins: [{ class: "org.example.Sink", type: "sink", version: "1" }],
  },
  "command:local:Command": { stdout: `sha256:${"0".repeat(64)}` },
};

function defined(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}

function struct(values: object): Struct {
  return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

function answer<Request, Response>(verb: (request: Request) => Response): Unary<Request, Response> {
  return ({ request }, done) => done(null, verb(request));
}

function call<Response>(
  start: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

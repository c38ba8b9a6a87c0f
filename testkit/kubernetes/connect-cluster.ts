import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectClusterArgs } from "../../components/connect-cluster-args";
import { CLUSTER_TYPE, DYNAMIC } from "../../provider/core/resource-types";
import { ConnectCluster } from "../../components/connect-cluster";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** As they go over the wire to the engine: secrets and unknown values still marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly ignoreChanges: readonly string[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: { readonly name: string; readonly value?: string }[];
  readonly securityContext: unknown;
  readonly volumeMounts: Record<string, unknown>[];
  readonly [key: string]: unknown;
}

export interface StatefulSetBody {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly template: {
      readonly metadata: {
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations: Readonly<Record<string, string>>;
      };
      readonly spec: Readonly<Record<string, unknown>> & {
        readonly containers: Container[];
        /** An empty list is not there: the test's reading of the request leaves it out. */
        readonly initContainers?: Container[];
        readonly volumes: ({ readonly name: string } & Record<string, unknown>)[];
      };
    };
  };
}

export const TYPES = {
  component: CLUSTER_TYPE,
  configMap: "kubernetes:core/v1:ConfigMap",
  service: "kubernetes:core/v1:Service",
  statefulSet: "kubernetes:apps/v1:StatefulSet",
  disruptionBudget: "kubernetes:policy/v1:PodDisruptionBudget",
  clusterName: `${DYNAMIC}:ClusterName`,
  workers: `${DYNAMIC}:Workers`,
} as const;

export const minimal: ConnectClusterArgs = {
  bootstrapServers: "kafka:9092",
  image: { application: "example/connect:1" },
  healing: false, // Its objects have a test of their own.
};

/** What one program with a `ConnectCluster` named `connect` registers. */
export class Program {
  private constructor(
    readonly cluster: ConnectCluster,
    readonly registered: readonly Registered[],
  ) {}

  static async run(
    args: Partial<ConnectClusterArgs> = {},
    mode: "up" | "preview" = "up",
    /** Created by the program itself, if given. */
    provider?: k8s.ProviderArgs,
  ): Promise<Program> {
    const registered = await recorded(mode);
    const opts = provider === undefined ? {} : { provider: new k8s.Provider("own", provider) };
    const cluster = new ConnectCluster("connect", { ...minimal, ...args }, opts);
    const { configMap, service, headlessService, statefulSet, podDisruptionBudget } = cluster;
    await valueOf(
      pulumi.all([
        ...[configMap, service, headlessService, statefulSet].map(({ urn }) => urn),
        podDisruptionBudget === undefined ? pulumi.output("") : podDisruptionBudget.urn,
        cluster.installedPlugins.apply(() => ""),
        cluster.endpoint.apply(() => ""),
      ]),
    );
    return new Program(cluster, registered);
  }

  of(type: string, name?: string): Registered[] {
    return this.registered.filter((one) => one.type === type && (name ?? one.name) === one.name);
  }

  one(type: string, name?: string): Registered {
    const [found, ...more] = this.of(type, name);
    if (found === undefined || more.length > 0) throw new Error(`not one ${type}`);
    return found;
  }

  get statefulSet(): StatefulSetBody {
    return this.one(TYPES.statefulSet).inputs as unknown as StatefulSetBody;
  }

  get pod(): StatefulSetBody["spec"]["template"]["spec"] {
    return this.statefulSet.spec.template.spec;
  }

  get hash(): string {
    const { name } = this.volume("config")?.configMap as { name: string };
    return name.replace(/^.*-config-/, "");
  }

  get data(): Record<string, string> {
    return this.one(TYPES.configMap).inputs.data as Record<string, string>;
  }

  /** The lines of the worker's properties file. */
  get properties(): Record<string, string> {
    const lines = (this.data["worker.properties"] ?? "").split("\n").filter((line) => line !== "");
    return Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf("=")).replaceAll("\\", ""),
        line.slice(line.indexOf("=") + 1),
      ]),
    );
  }

  container(name: string): Container {
    const all = [...this.pod.containers, ...(this.pod.initContainers ?? [])];
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no container ${name}`);
    return found;
  }

  volume(name: string): Record<string, unknown> | undefined {
    return this.pod.volumes.find((one) => one.name === name);
  }

  /** The mounts of a container, by the path of each. */
  mounts(container: string): Record<string, Record<string, unknown>> {
    const mounts = this.container(container).volumeMounts;
    return Object.fromEntries(mounts.map(({ mountPath, ...rest }) => [mountPath as string, rest]));
  }
}

export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(withUnknowns?: boolean): Promise<T> }).promise();
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getIgnorechangesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

/** Records all later registrations. Each resource gets `outputs` in addition to its inputs. */
export async function recorded(
  mode: "up" | "preview" = "up",
  outputs: Readonly<Record<string, unknown>> = {},
): Promise<Registered[]> {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs }) => ({
      id: mode === "preview" ? "" : name, // Nothing exists yet.
      state: { ...named(name, inputs as Inputs), ...outputs },
    }),
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "project", "stack", mode === "preview");
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const registered: Registered[] = [];
  monitor.registerResource = (request, callback) => {
    registered.push({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      ignoreChanges: request.getIgnorechangesList(),
      inputs: request.getObject().toJavaScript(),
    });
    return register(request, callback);
  };
  return registered;
}

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Where the provider would make up a name, one that is made from the content: a test sees by it
 * whether another object would be created.
 */
function named(name: string, inputs: Inputs): Inputs {
  const metadata = inputs.metadata as Inputs | undefined;
  if (metadata === undefined || metadata.name !== undefined) return inputs;
  const hash = createHash("sha256").update(JSON.stringify(inputs.data)).digest("hex").slice(0, 8);
  return { ...inputs, metadata: { ...metadata, name: `${name}-${hash}` } };
}

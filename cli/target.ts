/** The options that select the Connect cluster of a command. */
import { type Command, Option } from "commander";
import type { Credential, Endpoint } from "../provider/endpoint/endpoint";
import { canonicalEndpoint } from "../provider/endpoint/canonical";
import { CliError, EXIT } from "./exit";
import { FLAG_TERMS, flagOf } from "./flags";
import { chooseCluster, readStack } from "./stack";
import type { DeclaredConnector } from "./stack-state";

export interface Target {
  readonly endpoint: Endpoint;
  /** The stack's connectors on this cluster, if `--stack` was given. */
  readonly declared?: readonly DeclaredConnector[];
}

export interface TargetOptions {
  readonly url?: string;
  readonly user?: string;
  readonly passwordEnv: string;
  readonly passwordFile?: string;
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure?: true;
  readonly kubernetes?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly stack?: string;
  readonly cluster?: string;
  readonly cwd?: string;
}

const URL_VARIABLE = "PULUMI_KAFKA_CONNECT_URL";
const PASSWORD_VARIABLE = "PULUMI_KAFKA_CONNECT_PASSWORD";

/** No option takes a secret itself, since other users of the machine can read command lines. */
export function withTarget(command: Command): Command {
  return command
    .optionsGroup("Where the cluster is:")
    .addOption(new Option("--url <url>", "url of Kafka Connect's REST API").env(URL_VARIABLE))
    .option("--stack <name>", "take url, credentials and connectors from a Pulumi stack")
    .option("--cluster <id>", "which cluster, if the stack has several")
    .option("--cwd <folder>", "run in this folder, usually the folder of the stack's project")
    .option(
      "--kubernetes <namespace/service[:port]>",
      "reach a Service through a port-forward, like kubectl",
    )
    .option("--context <name>", "context of the kubeconfig")
    .option("--kubeconfig <file>", "kubeconfig file; default: KUBECONFIG")
    .optionsGroup("Credentials, with --url or --kubernetes:")
    .option("--user <name>", "user for basic authentication")
    .option(
      "--password-env <variable>",
      "environment variable with the password",
      PASSWORD_VARIABLE,
    )
    .option("--password-file <file>", "file with the password")
    .option("--token-env <variable>", "environment variable with a bearer token")
    .option("--token-file <file>", "file with a bearer token")
    .option("--ca <file>", "CA that signed the worker's certificate, as PEM")
    .option("--cert <file>", "client certificate, as PEM")
    .option("--key <file>", "key of the client certificate, as PEM")
    .option("--server-name <name>", "host name in the worker's certificate")
    .option("--insecure", "accept any certificate");
}

export async function targetOf(options: TargetOptions): Promise<Target> {
  // Like `pulumi -C`: files on the command line and in the stack's references are relative to it.
  if (options.cwd !== undefined) enter(options.cwd);
  if (options.stack === undefined) return { endpoint: endpointOf(options) };
  const clusters = await readStack(options.stack);
  const { endpoint, connectors } = chooseCluster(clusters, options.stack, options.cluster);
  return { endpoint, declared: connectors };
}

function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new CliError(EXIT.usage, `--cwd: cannot work in ${folder} (${code})`);
  }
}

/** The endpoint from the options. */
export function endpointOf(options: TargetOptions): Endpoint {
  const { url, user, kubernetes, cluster } = options;
  if (cluster !== undefined) throw new CliError(EXIT.usage, "--cluster needs --stack");
  if (url === undefined && kubernetes === undefined) {
    throw new CliError(
      EXIT.usage,
      `which cluster? Give --url, --kubernetes or --stack, or set ${URL_VARIABLE}`,
    );
  }
  const failures: string[] = [];
  const endpoint = canonicalEndpoint(
    defined({
      url,
      basicAuth: user === undefined ? undefined : { username: user, password: passwordOf(options) },
      bearerToken: credential(options.tokenEnv, options.tokenFile),
      tls: tlsOf(options),
      kubernetes: serviceOf(options),
    }),
    (property, reason) => failures.push(`${flagOf(property)}: ${reason}`),
    FLAG_TERMS,
  );
  if (failures.length > 0) throw new CliError(EXIT.usage, failures.join("; "));
  return endpoint as Endpoint;
}

function passwordOf({ passwordFile, passwordEnv }: TargetOptions): Credential {
  return passwordFile === undefined ? { env: passwordEnv } : { file: passwordFile };
}

function credential(env: string | undefined, file: string | undefined): Credential | undefined {
  if (file !== undefined) return { file };
  return env === undefined ? undefined : { env };
}

function tlsOf({ ca, cert, key, serverName, insecure }: TargetOptions): Endpoint["tls"] {
  const tls = defined({
    ca: credential(undefined, ca),
    cert: credential(undefined, cert),
    key: credential(undefined, key),
    serverName,
    insecureSkipVerify: insecure,
  });
  return Object.keys(tls).length === 0 ? undefined : tls;
}

function serviceOf({ kubernetes, context, kubeconfig }: TargetOptions): object | undefined {
  if (kubernetes === undefined) {
    const alone = context !== undefined || kubeconfig !== undefined;
    if (alone) throw new CliError(EXIT.usage, "--context and --kubeconfig need --kubernetes");
    return undefined;
  }
  const [, namespace, service, port] = /^([^/]+)\/([^/:]+)(?::(\d+))?$/.exec(kubernetes) ?? [];
  if (service === undefined) {
    throw new CliError(EXIT.usage, `--kubernetes: "${kubernetes}" is not namespace/service[:port]`);
  }
  return defined({
    namespace,
    service,
    port,
    context,
    kubeconfig: credential(undefined, kubeconfig),
  });
}

function defined<T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as never;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { eachWith } from "../each";
import { FaultProxy } from "../connect/proxy";
import { Rest } from "../connect/rest";
import { sandbox } from "../sandbox";
import { SINK, SOURCE, STRINGS } from "../connectors/scenario";
import { CommandProject } from "./command-project";
import { type Language, yaml } from "./languages";

type Properties = Readonly<Record<string, unknown>>;
type Change = Properties & { readonly config?: Properties };

const TYPE = "pulumi-kafka-connect:Connector";

/** One test's own project, with the proxy in front of the worker as the provider's cluster. */
export class LanguageScenario {
  readonly project: CommandProject;
  readonly proxy: FaultProxy;
  readonly rest: Rest;
  readonly prefix: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-files-"));

  private constructor(
    project: CommandProject,
    proxy: FaultProxy,
    workerUrl: string,
    prefix: string,
  ) {
    this.project = project;
    this.proxy = proxy;
    this.rest = new Rest(workerUrl);
    this.prefix = prefix;
  }

  static async begin(language: Language): Promise<LanguageScenario> {
    const { workerUrl } = await sandbox();
    const prefix = `y${process.pid.toString(36)}-${(count++).toString()}`;
    const [project, proxy] = await Promise.all([
      CommandProject.begin(prefix, language),
      FaultProxy.start(workerUrl, 0),
    ]);
    await project.configure({ url: proxy.url });
    return new LanguageScenario(project, proxy, workerUrl, prefix);
  }

  async end(): Promise<void> {
    await this.project.end();
    await this.proxy.close();
    const names = (await this.rest.names()).filter((name) => name.startsWith(this.prefix));
    await Promise.all(names.map((name) => this.rest.call("DELETE", `/connectors/${name}`)));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  name(of: string): string {
    return `${this.prefix}-${of}`;
  }

  /** The config of a file source, as Connect has it. */
  sourceConfig(config: Properties = {}): Properties {
    return { file: path.join(this.#folder, "in"), topic: this.name("topic"), ...config };
  }

  source({ config, ...change }: Change = {}, options?: Properties): object {
    return {
      type: TYPE,
      properties: {
        name: this.name("source"),
        class: SOURCE,
        config: this.sourceConfig(config),
        ...change,
      },
      ...(options === undefined ? {} : { options }),
    };
  }

  sink({ config, ...change }: Change = {}): object {
    return {
      type: TYPE,
      properties: {
        name: this.name("sink"),
        class: SINK,
        config: {
          file: path.join(this.#folder, "out"),
          topics: this.name("topic"),
          "value.converter": STRINGS,
          ...config,
        },
        ...change,
      },
    };
  }

  /** Somebody else creates it. */
  async post(name: string, config: Properties): Promise<void> {
    const { status, body } = await this.rest.call("POST", "/connectors", {
      name,
      config: { "connector.class": SOURCE, "tasks.max": "1", ...config },
    });
    if (status !== 201) throw new Error(`POST: ${status} ${JSON.stringify(body)}`);
    await this.rest.until(name, "RUNNING");
  }

  /** Runs what must succeed, and forgets the calls before it. */
  async up(): Promise<string> {
    this.proxy.calls.length = 0;
    const { code, text } = await this.project.up();
    if (code !== 0) throw new Error(`up failed:\n${text.slice(-4000)}`);
    return text;
  }

  async preview(): Promise<string> {
    this.proxy.calls.length = 0;
    const { code, text } = await this.project.preview();
    if (code !== 0) throw new Error(`preview failed:\n${text.slice(-4000)}`);
    return text;
  }
}

let count = 0;

export const eachWithLanguage = (language: Language) =>
  eachWith(() => LanguageScenario.begin(language));

export const eachWithYaml = () => eachWithLanguage(yaml);

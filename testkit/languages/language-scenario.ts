import { eachWith } from "../each";
import { FaultProxy } from "../connect/proxy";
import { newPrefix, WorkerScenario } from "../connect/worker-scenario";
import { sandbox } from "../sandbox";
import { SINK, SOURCE, STRINGS } from "../connectors/scenario";
import { CommandProject } from "./command-project";
import { type Language, yaml } from "./languages";

type Properties = Readonly<Record<string, unknown>>;
type Change = Properties & { readonly config?: Properties };

const TYPE = "pulumi-kafka-connect:Connector";

/** With a project in a language, whose provider has the proxy as its cluster. */
export class LanguageScenario extends WorkerScenario {
  readonly project: CommandProject;

  private constructor(
    project: CommandProject,
    proxy: FaultProxy,
    workerUrl: string,
    prefix: string,
  ) {
    super(proxy, workerUrl, prefix);
    this.project = project;
  }

  static async begin(language: Language): Promise<LanguageScenario> {
    const { workerUrl } = await sandbox();
    const prefix = newPrefix();
    const [project, proxy] = await Promise.all([
      CommandProject.begin(prefix, language),
      FaultProxy.start(workerUrl, 0),
    ]);
    await project.configure({ url: proxy.url });
    return new LanguageScenario(project, proxy, workerUrl, prefix);
  }

  override async end(): Promise<void> {
    await this.project.end();
    await super.end();
  }

  /** The config of a file source, as Connect has it. */
  sourceConfig(config: Properties = {}): Properties {
    return { file: this.file("in"), topic: this.name("topic"), ...config };
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
          file: this.file("out"),
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

export const eachWithLanguage = (language: Language) =>
  eachWith(() => LanguageScenario.begin(language));

export const eachWithYaml = () => eachWithLanguage(yaml);

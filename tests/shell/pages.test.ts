import { expect } from "chai";
import { stopWorker } from "../../sandbox/worker";
import {
  docs,
  examples,
  type Page,
  readme,
  type ShellLine,
  shellLines,
} from "../../testkit/docs/pages";
import { PageShell, type Step } from "../../testkit/docs/page-shell";
import { Rest } from "../../testkit/connect/rest";
import { sandbox, testInstance } from "../../testkit/sandbox";
import { linesToRun } from "./lines-not-run";
import { SET_UPS, type SetUp } from "./set-ups";

describe("the shell lines of", function () {
  this.timeout(180_000);

  let shell: PageShell | undefined;

  after(() => stopWorker(testInstance, "west"));

  afterEach(async () => {
    shell?.remove();
    shell = undefined;
    const rest = new Rest((await sandbox()).workerUrl);
    for (const name of await rest.names()) await rest.write("DELETE", `/connectors/${name}`);
  });

  for (const page of [readme, ...docs, ...examples]) {
    const lines = linesToRun(page.file, shellLines(page));
    if (lines.length === 0) continue;
    it(`${page.file} do what the page says (${lines.length})`, async () => {
      const setUp = SET_UPS[page.file] ?? {};
      shell = new PageShell(await sandbox(), setUp.examples ?? []);
      await setUp.before?.(shell);
      await runLines(shell, page, lines, setUp);
    });
  }
});

async function runLines(
  shell: PageShell,
  page: Page,
  lines: readonly ShellLine[],
  { folder, codes = {}, repeated = [], prints = {} }: SetUp,
): Promise<void> {
  const steps = lines.map(({ command }): Step => ({
    command,
    code: codes[command] ?? 0,
    repeat: repeated.includes(command),
  }));
  const ended = await shell.run(steps, folder);
  for (const [i, { command, code, text }] of ended.entries()) {
    const context = `${page.file}: ${command}\n${text}`;
    expect(code, context).to.equal(steps[i]?.code);
    const printed = lines[i]?.printed ?? "";
    if (printed !== "") expect(words(text), context).to.equal(words(shell.here(printed)));
    expect(text, context).to.include(prints[command] ?? "");
  }
  expect(ended).to.have.length(lines.length);
}

/** The width of a table's columns depends on their content. */
function words(text: string): string {
  return text.replace(/ +/g, " ").replace(/ $/gm, "").trim();
}

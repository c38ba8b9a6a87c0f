import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { type Message, messages } from "./messages";

export const messagesFile = path.join(repositoryFolder, "docs", "messages.md");

/** All messages in one table, for everyone who words one, translates one or looks for its source. */
export function messagesPage(): string {
  const rows = messages().map(({ file, text }) => `| ${cell(text)} | [${file}](../${file}) |`);
  return `# Messages

What the package may print: errors, warnings, progress, the command's help, and the sentences of a
report. \`…\` stands for a value, or for another sentence. \`npm run messages\` writes this page from the
source, and a test compares the two. [CONTRIBUTING.md](../CONTRIBUTING.md#words) lists the words to use.
[Troubleshooting](troubleshooting.md) explains the most common messages.

| Message | Source |
| --- | --- |
${rows.join("\n")}
`;
}

function cell(text: Message["text"]): string {
  return text.replace(/[\\|<]/g, (character) => `\\${character}`);
}

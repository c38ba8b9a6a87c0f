/** The code blocks of that language, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
  const found = markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"));
  return [...found].map(([, code = ""]) => code);
}

/** The rows of all tables, without their headings: the text of each cell. */
export function tableRows(markdown: string): string[][] {
  const tables = markdown.matchAll(/^\|.*\|\n\|[-| ]+\|\n((?:\|.*\|\n)+)/gm);
  return [...tables].flatMap(([, rows = ""]) =>
    rows
      .trim()
      .split("\n")
      .map((row) =>
        row
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
}

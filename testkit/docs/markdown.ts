/** All code blocks in order, including indented ones in a list. */
export function fencedBlocks(markdown: string): { language: string; code: string }[] {
  const found = markdown.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm);
  return [...found].map(([, indent = "", language = "", code = ""]) => ({
    language,
    code: code.replace(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The code blocks of that language. */
export function codeBlocks(markdown: string, language: string): string[] {
  const ofIt = fencedBlocks(markdown).filter((block) => block.language === language);
  return ofIt.map(({ code }) => code);
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

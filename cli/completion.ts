/** Completion scripts, generated from the commands and options. */
import type { Command, Option } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

interface Place {
  /** The words of the command, such as `offsets get`; empty for the root. */
  readonly words: string;
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
}

interface Word {
  readonly word: string;
  readonly says: string;
}

export function completionScript(shell: Shell, program: Command): string {
  const places = placesIn(program);
  const parts: Parts = {
    name: program.name(),
    places,
    files: [...new Set(optionsBelow(program).filter(takes("file")).map(longOf))],
    folders: [...new Set(optionsBelow(program).filter(takes("folder")).map(longOf))],
  };
  return { bash, zsh, fish }[shell](parts);
}

interface Parts {
  readonly name: string;
  readonly places: readonly Place[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function placesIn(command: Command, above = ""): Place[] {
  const below = command.commands.map((child) => ({
    child,
    words: above === "" ? child.name() : `${above} ${child.name()}`,
  }));
  const here: Place = {
    words: above,
    commands: command.commands.map((child) => ({ word: child.name(), says: child.description() })),
    options: command.options.map((option) => ({ word: longOf(option), says: option.description })),
  };
  return [here, ...below.flatMap(({ child, words }) => placesIn(child, words))];
}

function optionsBelow(command: Command): Option[] {
  const below = command.commands.flatMap((child) => optionsBelow(child));
  return [...command.options, ...below];
}

function longOf(option: Option): string {
  return option.long ?? option.flags;
}

function takes(kind: string): (option: Option) => boolean {
  return ({ flags }) => flags.endsWith(`<${kind}>`);
}

/** The command that the typed words select. */
function placeCase(places: readonly Place[]): string {
  const patterns = places.filter(({ words }) => words !== "").map(({ words }) => `"${words}"`);
  return `case "\${at:+$at }$word" in ${patterns.join("|")}) at="\${at:+$at }$word" ;; esac`;
}

function bash({ name, places, files, folders }: Parts): string {
  const cases = places.map(
    ({ words, commands, options }) =>
      `    "${words}") words="${[...commands, ...options].map(({ word }) => word).join(" ")}" ;;`,
  );
  return `_pulumi_kafka_connect() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at="" word words=""
  case "$before" in
    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ${folders.join("|")}) COMPREPLY=($(compgen -d -- "$current")); return ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    ${placeCase(places)}
  done
  case "$at" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _pulumi_kafka_connect ${name}
`;
}

function zsh({ name, places, files, folders }: Parts): string {
  const described = (all: readonly Word[]) =>
    all.map(({ word, says }) => quoted(`${word}:${says.replace(/:/g, "\\:")}`)).join(" ");
  const cases = places.map(
    ({ words, commands, options }) =>
      `    "${words}") commands=(${described(commands)}); options=(${described(options)}) ;;`,
  );
  return `#compdef ${name}
_pulumi_kafka_connect() {
  local at="" word
  local -a commands options
  case "\${words[CURRENT-1]}" in
    ${files.join("|")}) _files; return ;;
    ${folders.join("|")}) _files -/; return ;;
  esac
  for word in "\${(@)words[2,CURRENT-1]}"; do
    ${placeCase(places)}
  done
  case "$at" in
${cases.join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe option options
  else _describe command commands; fi
}
compdef _pulumi_kafka_connect ${name}
`;
}

function fish({ name, places, files, folders }: Parts): string {
  const lines = places.flatMap(({ words, commands, options }) => {
    const below = commands.map(({ word }) => word).join(" ");
    const when = [
      ...words
        .split(" ")
        .filter(Boolean)
        .map((word) => `__fish_seen_subcommand_from ${word}`),
      ...(below === "" ? [] : [`not __fish_seen_subcommand_from ${below}`]),
    ].join("; and ");
    const line = (rest: string, says: string) =>
      `complete -c ${name} -n ${quoted(when)} ${rest} -d ${quoted(says)}`;
    return [
      ...commands.map(({ word, says }) => line(`-a ${word}`, says)),
      ...options.map(({ word, says }) => {
        const path = files.includes(word) || folders.includes(word);
        return line(`-l ${word.replace(/^--/, "")}${path ? " -rF" : ""}`, says);
      }),
    ];
  });
  return `complete -c ${name} -f\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** Every secret of the tests begins with it, so one search finds all of them. */
export const MARKER = "hunter";

/** The marker in plain text, and in base64 at each possible position. */
const FORMS = [
  MARKER,
  ...[0, 1, 2].map((before) => {
    const bits = Buffer.from(" ".repeat(before) + MARKER).toString("base64");
    return bits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + MARKER.length) * 8) / 6));
  }),
];

/**
 * The Node SDK itself writes the properties of every resource of every provider, secrets in plain text,
 * into the debug events of a run (up to 3.270 at least).
 */
export const DUMP_OF_THE_SDK = "RegisterResource RPC finished: ";

const AROUND = 60;

/** Each place where a text shows a secret, with the surrounding words. */
export function secretsIn(text: string): string[] {
  const places = FORMS.flatMap((form) => placesOf(form, text)).sort((a, b) => a - b);
  return places
    .filter((place) => !isInDump(text, place))
    .map((place) => text.slice(Math.max(0, place - AROUND), place + AROUND).replaceAll("\n", "⏎"));
}

function placesOf(form: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) places.push(at);
  return places;
}

/** An event is one line. */
function isInDump(text: string, place: number): boolean {
  const line = text.lastIndexOf("\n", place) + 1;
  return text.slice(line, place).includes(DUMP_OF_THE_SDK);
}

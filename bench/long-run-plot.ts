import { type LongRun, processes, type ProcessName, processNames } from "./long-run-report";
import type { Figures } from "./process-figures";

const WIDTH = 760;
const LEFT = 60;
const RIGHT = 20;
const TITLE = 34;
const PANEL = 140;
const FOOT = 26;
const MEBIBYTE = 1024 * 1024;

const colors: Readonly<Record<ProcessName, string>> = {
  provider: "#0b6bcb",
  agent: "#2a9d4a",
  automation: "#9a9a9a",
};

const panels: readonly { readonly title: string; readonly of: (figures: Figures) => number }[] = [
  { title: "live objects, MiB", of: ({ heap }) => heap / MEBIBYTE },
  { title: "resident memory, MiB", of: ({ resident }) => resident / MEBIBYTE },
  { title: "sockets to Connect", of: ({ toConnect }) => toConnect ?? 0 },
];

/** SVG with the memory and sockets of each process over time. */
export function longRunPlot(run: LongRun): string {
  const each = TITLE + PANEL + FOOT;
  const drawn = panels.map(
    ({ title, of }, place) =>
      `<g transform="translate(0,${place * each})">\n${panel(run, title, of)}</g>\n`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${panels.length * each}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${drawn.join("")}</svg>
`;
}

function panel({ samples }: LongRun, title: string, of: (figures: Figures) => number): string {
  const minutes = samples.at(-1)?.minute ?? 1;
  const highest = Math.max(
    1,
    ...samples.flatMap((sample) => processNames.map((name) => of(sample[name]))),
  );
  const x = (minute: number) => (LEFT + (minute / minutes) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number) => (TITLE + PANEL * (1 - value / (1.1 * highest))).toFixed(1);
  const lines = processNames.map((name) => {
    const points = samples.map((sample) => `${x(sample.minute)},${y(of(sample[name]))}`);
    return `<polyline fill="none" stroke="${colors[name]}" stroke-width="1.5" points="${points.join(" ")}"/>\n`;
  });
  const legend = processNames.map(
    (name, place) =>
      `<text x="${LEFT + 200 + place * 130}" y="20" fill="${colors[name]}">■ ${processes[name]}</text>\n`,
  );
  const bottom = TITLE + PANEL;
  return [
    `<text x="${LEFT}" y="20" font-weight="bold">${title}</text>\n`,
    ...legend,
    `<path d="M${LEFT},${TITLE}V${bottom}H${WIDTH - RIGHT}" fill="none" stroke="#444"/>\n`,
    `<text x="${LEFT - 6}" y="${y(highest)}" text-anchor="end">${highest.toFixed(0)}</text>\n`,
    `<text x="${LEFT - 6}" y="${bottom}" text-anchor="end">0</text>\n`,
    `<text x="${WIDTH - RIGHT}" y="${bottom + 16}" text-anchor="end">${minutes.toFixed(0)} minutes</text>\n`,
    ...lines,
  ].join("");
}

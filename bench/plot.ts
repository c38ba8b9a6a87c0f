import { type Action, actions, type Comparison, floorsOf } from "./measurement";

const WIDTH = 760;
const LEFT = 150;
const RIGHT = 60;
const BAR = 9;
const TITLE = 34;

const bars = [
  { name: "ours", color: "#0b6bcb", of: (c: Comparison, a: Action) => c.ours[a]?.seconds ?? 0 },
  {
    name: "engine alone",
    color: "#9a9a9a",
    of: (c: Comparison, a: Action) => floorsOf(c, a).engine,
  },
  { name: "bare calls", color: "#e0a030", of: (c: Comparison, a: Action) => floorsOf(c, a).rest },
];
const terraform = {
  name: "Terraform",
  color: "#7b42bc",
  of: (c: Comparison, a: Action) => c.terraform?.[a]?.seconds ?? 0,
};

/** SVG with the seconds of every action for each size and target, next to both lower bounds. */
export function plotOf(comparisons: readonly Comparison[]): string {
  let height = 0;
  const panels = comparisons.map((comparison) => {
    const { svg, height: own } = panel(comparison);
    const placed = `<g transform="translate(0,${height})">\n${svg}</g>\n`;
    height += own;
    return placed;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${panels.join("")}</svg>
`;
}

function panel(comparison: Comparison): { svg: string; height: number } {
  const shown = actions.filter((action) => comparison.ours[action] !== undefined);
  const drawn = comparison.terraform === undefined ? bars : [...bars, terraform];
  const group = (drawn.length + 1) * BAR;
  const longest = Math.max(
    ...shown.flatMap((action) => drawn.map(({ of }) => of(comparison, action))),
  );
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const groups = shown.map((action, place) => {
    const top = TITLE + place * group;
    const rows = drawn.map(({ color, of }, bar) => {
      const value = of(comparison, action);
      if (value === 0) return "";
      const y = top + bar * BAR;
      return (
        `<rect x="${LEFT}" y="${y}" width="${(value * scale).toFixed(1)}" height="${BAR - 1}" fill="${color}"/>\n` +
        `<text x="${(LEFT + value * scale + 4).toFixed(1)}" y="${y + BAR - 1}" font-size="9">${value.toFixed(1)}</text>\n`
      );
    });
    const label = `<text x="${LEFT - 8}" y="${top + 2 * BAR}" text-anchor="end">${action}</text>\n`;
    return label + rows.join("");
  });
  const legend = drawn.map(
    ({ name, color }, place) =>
      `<text x="${LEFT + 280 + place * 85}" y="20" fill="${color}">■ ${name}</text>\n`,
  );
  const { shape, size, target } = comparison;
  const title = `<text x="${LEFT}" y="20" font-weight="bold">${shape} × ${size}, ${target}: seconds</text>\n`;
  return {
    svg: title + legend.join("") + groups.join(""),
    height: TITLE + shown.length * group + 8,
  };
}

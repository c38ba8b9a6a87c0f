import { callsOf } from "./growth";
import { type Action, type Comparison, floorsOf } from "./measurement";

const WIDTH = 760;
const PANEL = { left: 60, top: 40, width: 290, height: 260, apart: 380 };
const LEGEND = 56;

const lines: readonly (readonly [Action, color: string])[] = [
  ["create", "#0b6bcb"],
  ["change all", "#c2410c"],
  ["destroy", "#7c3aed"],
  ["refresh", "#15803d"],
  ["up, no change", "#b45309"],
  ["preview, no change", "#475569"],
];

interface Point {
  readonly size: number;
  readonly value: number;
}

interface Line {
  readonly color: string;
  readonly dashed?: boolean;
  readonly points: readonly Point[];
}

/** SVG: for each series, seconds and calls by the number of connectors, all axes logarithmic. */
export function growthPlotOf(series: readonly (readonly Comparison[])[]): string {
  const row = PANEL.top + PANEL.height + LEGEND;
  const height = row * series.length;
  const rows = series.map(
    (one, place) =>
      `<g transform="translate(0,${place * row})">\n${panels(one)}${legend(row)}</g>\n`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${rows.join("")}</svg>
`;
}

function panels(comparisons: readonly Comparison[]): string {
  const { shape, target } = comparisons[0] ?? { shape: "", target: "" };
  const of = (value: (one: Comparison) => number) => pointsOf(comparisons, value);
  const seconds = lines.flatMap(([action, color]): Line[] => [
    { color, points: of(({ ours }) => ours[action]?.seconds ?? 0) },
    { color, dashed: true, points: of((one) => floorsOf(one, action).engine) },
  ]);
  const calls = lines.map(([action, color]): Line => ({
    color,
    points: of((one) => callsOf(one, action)),
  }));
  return (
    panel(`${shape}, ${target}: seconds (dashed: engine)`, seconds, PANEL.left) +
    panel("calls; an action without a line makes none", calls, PANEL.left + PANEL.apart)
  );
}

/** A logarithmic axis cannot show 0. */
function pointsOf(
  comparisons: readonly Comparison[],
  value: (one: Comparison) => number,
): readonly Point[] {
  const all = comparisons.map((one) => ({ size: one.size, value: value(one) }));
  return all.filter((point) => point.value > 0);
}

function panel(title: string, drawn: readonly Line[], left: number): string {
  const all = drawn.flatMap(({ points }) => points);
  const bottom = PANEL.top + PANEL.height;
  const x = axis(
    all.map(({ size }) => size),
    (share) => left + share * PANEL.width,
  );
  const y = axis(
    all.map(({ value }) => value),
    (share) => bottom - share * PANEL.height,
  );
  const upright = x.decades.map(
    (value) =>
      `<path d="M${x.at(value)},${PANEL.top}V${bottom}" stroke="#ddd"/>` +
      `<text x="${x.at(value)}" y="${bottom + 14}" text-anchor="middle">${value}</text>\n`,
  );
  const level = y.decades.map(
    (value) =>
      `<path d="M${left},${y.at(value)}h${PANEL.width}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${y.at(value)}" dy="4" text-anchor="end">${value}</text>\n`,
  );
  const curves = drawn.map(({ color, dashed, points }) => {
    const path = points.map(({ size, value }) => `${x.at(size)},${y.at(value)}`).join(" ");
    const style = dashed === true ? `stroke-dasharray="4 3" opacity="0.6"` : `stroke-width="2"`;
    return `<polyline points="${path}" fill="none" stroke="${color}" ${style}/>\n`;
  });
  const head = `<text x="${left}" y="20" font-weight="bold">${title}</text>\n`;
  return [head, ...upright, ...level, ...curves].join("");
}

/** Whole decades around the values. */
function axis(values: readonly number[], place: (share: number) => number) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  const decades = Array.from({ length: last - first + 1 }, (_, step) =>
    Number((10 ** (first + step)).toPrecision(1)),
  );
  return {
    decades,
    at: (value: number) => place((Math.log10(value) - first) / (last - first)).toFixed(1),
  };
}

function legend(height: number): string {
  const entries = lines.map(
    ([action, color], place) =>
      `<text x="${PANEL.left + place * 110}" y="${height - 12}" fill="${color}">■ ${action}</text>\n`,
  );
  return entries.join("");
}

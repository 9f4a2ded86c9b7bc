import { draw } from "#draw";
import { asText, type JsonObject } from "../../../src/json.ts";

/** Returns a color of the page's theme. */
const theme = (name: string) => `var(--${name})`;
const config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    title: null,
    labelColor: theme("text"),
    labelFontSize: 12,
    domain: false,
    ticks: false,
    gridColor: theme("rule"),
  },
  axisX: { grid: false, labelOverlap: true, labelPadding: 6 },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6, format: ",d" },
  text: { fontWeight: "bold", color: theme("text"), dy: -8 },
  legend: { orient: "top", title: null, labelColor: theme("text"), symbolType: "stroke", symbolStrokeWidth: 2 },
};

/**
 * Draws rows as SVG: one bar per month, the current month lighter, or one line per column except the first. Only the axis
 * of a single line can begin above zero. Columns that begin with _ are not drawn; `_label` is the text at a point.
 */
export async function chart(isBars: boolean, color: string, rows: readonly JsonObject[], description: string) {
  const [time = "", ...series] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const isSingle = series.length === 1;
  const byName = (range: readonly unknown[]) => ({
    field: "name",
    scale: { domain: series, range },
    legend: isSingle ? null : {},
  });
  const bars = {
    mark: { type: "bar", color: theme(color), cornerRadiusEnd: 2 },
    encoding: { opacity: { condition: { test: "datum._is_current", value: 0.45 }, value: 1 } },
  };
  // Dashes are for color-blind users.
  const dashes = [[], [6, 3], [2, 2]];
  const colors = [color, "second", "third"].map(theme);
  const lines = {
    mark: { type: "line", point: isSingle },
    encoding: { color: byName(colors), strokeDash: byName(dashes) },
  };
  const labels = {
    transform: [{ filter: "datum._label" }],
    mark: { type: "text", align: isBars ? "center" : "right" },
    encoding: { text: { field: "_label" } },
  };
  const isTick = (day: string) => !isBars || rows.length < 9 || /-(?:01|04|07|10)-/u.test(day);
  const values = rows
    .map((row) => asText(row[time]))
    .filter(isTick)
    .map(Date.parse);
  const months = { timeUnit: "utcyearmonth", axis: { format: { year: "%b ’%y", quarter: "%b", month: "%b" }, values } };
  const days = { scale: { type: "utc" }, axis: { format: "%b %-d", values } };
  return draw({
    description,
    data: { values: rows },
    transform: [{ fold: series, as: ["name", "value"] }],
    width: 330,
    height: 150,
    config,
    encoding: {
      x: { field: time, type: "temporal", ...(isBars ? months : days) },
      y: { field: "value", type: "quantitative", scale: { zero: isBars || !isSingle } },
    },
    layer: [isBars ? bars : lines, labels],
  });
}

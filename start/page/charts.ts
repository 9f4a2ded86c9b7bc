import { draw } from "#draw";
import { asText, type JsonObject } from "../../src/base/json.ts";

/** The colors and the font of text and of grids are in page.css. */
const config = {
  background: "transparent",
  view: { continuousWidth: 330, continuousHeight: 150, stroke: null },
  axis: { title: null, labelFontSize: 12, domain: false, ticks: false },
  axisX: { grid: false, labelOverlap: true, labelPadding: 6 },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6, format: ",d" },
  text: { fontWeight: "bold", dy: -8 },
  legend: { orient: "top", title: null, symbolType: "stroke", symbolStrokeWidth: 2 },
};

/**
 * Draws rows as SVG: one bar per month, the current month lighter, or one line per column except the first. Only the axis
 * of a single line can begin above zero. Columns that begin with _ are not drawn; `_label` is the text at a point.
 */
export async function chart(isBars: boolean, color: string, rows: readonly JsonObject[], description: string) {
  const [time = "", ...series] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const isSingle = series.length === 1;
  const legend = isSingle ? null : {};
  const byName = (range: readonly unknown[]) => ({ field: "name", scale: { domain: series, range }, legend });
  const marks = {
    mark: isBars ? { type: "bar", cornerRadiusEnd: 2 } : { type: "line", point: isSingle },
    encoding: {
      color: byName([color, "second", "third"].map((name) => `var(--${name})`)),
      strokeDash: byName([[], [6, 3], [2, 2]]), // Dashes are for color-blind users.
      opacity: { condition: { test: "datum._is_current", value: 0.45 }, value: 1 },
    },
  };
  const labels = {
    transform: [{ filter: "datum._label" }],
    mark: { type: "text", align: isBars ? "center" : "right" },
    encoding: { text: { field: "_label" } },
  };
  const times = rows.map((row) => asText(row[time]));
  const isTick = (day: string) => !isBars || rows.length < 9 || /-(?:01|04|07|10)-/u.test(day);
  const axis = { format: { year: "%b ’%y", quarter: "%b", month: "%b" }, values: times.filter(isTick).map(Date.parse) };
  const months = { timeUnit: "utcyearmonth", bandPosition: 0.5, axis };
  const days = { scale: { type: "utc" }, axis: { ...axis, format: "%b %-d" } };
  return draw({
    description,
    data: { values: rows },
    transform: [{ fold: series, as: ["name", "value"] }],
    config,
    encoding: {
      x: { field: time, type: "temporal", ...(isBars ? months : days) },
      y: { field: "value", type: "quantitative", scale: { zero: isBars || !isSingle } },
    },
    layer: [marks, labels],
  });
}

import { draw } from "#draw";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { escaped } from "./cells.ts";

/** The colors and the font of text and of grids are in page.css. */
const config = {
  background: "transparent",
  // All charts have this width, so that the text of all has the same size.
  autosize: { type: "fit-x", contains: "padding" },
  view: { continuousWidth: 300, continuousHeight: 120, discreteWidth: 300, stroke: null },
  axis: { title: null, labelFontSize: 13, domain: false, ticks: false },
  axisX: { grid: false, labelOverlap: true, labelPadding: 10 },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6, format: ",d" },
};

/**
 * Draws rows as SVG: bars, or one line per column except the first. Only the axis of a single line can begin above zero.
 * Columns that begin with _ are not drawn; with `_is_current`, a bar is lighter.
 */
export async function chart(isBars: boolean, color: string, rows: readonly JsonObject[], name: string) {
  const [time = "", ...series] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const isSingle = series.length === 1;
  const byName = (range: readonly unknown[]) => ({ field: "name", scale: { domain: series, range }, legend: null });
  const times = rows.map((row) => asText(row[time]));
  const isDate = times.every((text) => /^\d{4}-\d\d-\d\d$/u.test(text));
  const isTick = (day: string, index: number) =>
    isBars ? rows.length < 9 || /-(?:01|04|07|10)-/u.test(day) : index % Math.ceil(rows.length / 4) === 0;
  const ticks = times.filter(isTick);
  // Names instead of times, which Vega labels at the left edge of a bar.
  const labels = Object.fromEntries(ticks.map((day) => [day, monthOf(day)]));
  const months = {
    type: "ordinal",
    sort: null,
    axis: { labelAngle: 0, values: ticks, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
  };
  const days = {
    type: "temporal",
    scale: { type: "utc" },
    axis: { format: "%b %-d", values: ticks.map(Date.parse), labelOverlap: false, labelFlush: false },
  };
  const names = { type: "ordinal", sort: null, axis: { labelAngle: 0 } };
  const svg = await draw({
    data: { values: rows },
    transform: [{ fold: series, as: ["name", "value"] }],
    config,
    mark: isBars ? { type: "bar", cornerRadiusEnd: 2 } : { type: "line", point: isSingle },
    encoding: {
      x: { field: time, ...(isDate ? (isBars ? months : days) : names) },
      y: { field: "value", type: "quantitative", scale: { zero: isBars || !isSingle } },
      color: byName([color, "second", "third"].map((each) => `var(--${each})`)),
      strokeDash: byName([[], [6, 3], [2, 2]]), // Dashes are for color-blind users.
      opacity: { condition: { test: "datum._is_current", value: 0.45 }, value: 1 },
    },
  });
  // The chart is one picture with a name; the table below it has the data.
  const inner = svg.replaceAll(/ (?:role|aria-\w+)="[^"]*"/gu, "");
  const named = inner.replace("<svg", `<svg role="img" aria-label="${escaped(`${series.join(", ")}: ${name}`)}"`);
  const legend = series.map((each) => `<li>${escaped(each)}</li>`).join("");
  return isSingle ? named : `<ul class="legend">${legend}</ul>${named}`;
}

/** Returns the name of a month, in January with the year. */
function monthOf(day: string): string {
  const name = new Date(day).toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  return day.slice(5, 7) === "01" ? `${name} ’${day.slice(2, 4)}` : name;
}

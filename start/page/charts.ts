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
 * Draws rows as SVG: bars, or one line per column except the first. The first line is in the accent color, the second one in gray.
 * Columns that begin with _ are not drawn; with `_is_current`, a bar is lighter.
 */
export async function chart(isBars: boolean, rows: readonly JsonObject[], name: string): Promise<string> {
  const [time = "", ...columns] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const series = columns.filter((column) => rows.some((row) => row[column] !== null));
  const times = rows.map((row) => asText(row[time]));
  const isTick = (day: string, index: number) =>
    isBars && rows.length < 40 && day.endsWith("-01")
      ? /-(?:01|04|07|10)-/u.test(day)
      : index % Math.ceil(rows.length / 4) === 0;
  const ticks = times.filter(isTick);
  // Names instead of times, which Vega labels at the left edge of a bar.
  const labels = Object.fromEntries(
    ticks.map((day) => [day, day.endsWith("-01") && isMonths(times) ? monthOf(day) : dayOf(day)]),
  );
  const bands = {
    type: "ordinal",
    sort: null,
    axis: { labelAngle: 0, values: ticks, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
  };
  const days = {
    type: "temporal",
    scale: { type: "utc" },
    axis: { format: "%b %-d", values: ticks.map(Date.parse), labelOverlap: false, labelFlush: false },
  };
  const svg = await draw({
    data: { values: rows.map((row, index) => ({ ...row, _is_last: index === rows.length - 1 })) },
    transform: [{ fold: series.toReversed(), as: ["name", "value"] }],
    config,
    encoding: {
      x: { field: time, ...(isBars ? bands : days) },
      y: { field: "value", type: "quantitative", scale: { zero: true } },
      color: {
        field: "name",
        scale: { domain: series, range: ["var(--accent)", "var(--before)"] },
        legend: null,
      },
      opacity: { condition: { test: "datum._is_current", value: 0.45 }, value: 1 },
    },
    ...(isBars ? { mark: { type: "bar", cornerRadiusEnd: 2 } } : { layer: linesOf(rows.at(-1) ?? {}, series) }),
    ...(series.length > 1 ? { padding: { right: 2, left: 5, top: 5, bottom: 5 } } : {}),
  });
  // The chart is one picture with a name; the table below it has the data.
  const inner = svg.replaceAll(/ (?:role|aria-\w+)="[^"]*"/gu, "");
  return inner.replace("<svg", `<svg role="img" aria-label="${escaped(`${series.join(", ")}: ${name}`)}"`);
}

/** Returns lines, each with its name at its end if there are several: the higher one above, the lower one below. */
function linesOf(last: JsonObject, series: readonly string[]) {
  const [first = 0, second = 0] = series.map((name) => Number(last[name]));
  const line = { mark: { type: "line", strokeJoin: "round" } };
  if (series.length < 2) return [line];
  const names = series.map((name, index) => ({
    transform: [{ filter: { and: ["datum._is_last", { field: "name", equal: name }] } }],
    mark: { type: "text", align: "left", dx: 6, dy: first >= second === (index === 0) ? -6 : 6, fontSize: 13 },
    encoding: { text: { value: name } },
  }));
  return [line, ...names];
}

const isMonths = (times: readonly string[]) => times.every((day) => day.endsWith("-01"));

/** Returns a day in words, such as Nov 2. */
function dayOf(day: string): string {
  return new Date(day).toLocaleString("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
}

/** Returns the name of a month, in January with the year. */
function monthOf(day: string): string {
  const name = new Date(day).toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  return day.slice(5, 7) === "01" ? `${name} ’${day.slice(2, 4)}` : name;
}

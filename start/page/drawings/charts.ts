import { draw } from "#draw";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { escaped, shownColumns } from "../cells.ts";

/** The colors and the font of text and of grids are in page.css. */
const config = {
  background: "transparent",
  // All charts have this width, so that the text of all has the same size.
  autosize: { type: "fit-x", contains: "padding" },
  view: { continuousWidth: 300, continuousHeight: 120, stroke: null },
  axis: { title: null, labelFontSize: 13, domain: false, ticks: false },
  axisX: { grid: false, labelPadding: 10, labelOverlap: false, labelFlush: false, format: "%b %-d" },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6, format: ",d" },
};

/** Draws rows as SVG: one line per column except the first, which has the day. The first line is in the accent color, the second one in gray. */
export async function chart(rows: readonly JsonObject[], name: string): Promise<string> {
  const [time = "", ...series] = shownColumns(rows);
  const days = rows.map((row) => Date.parse(asText(row[time])));
  const ticks = days.filter((_day, index) => index % Math.ceil(days.length / 4) === 0);
  const svg = await draw({
    data: { values: rows.map((row, index) => ({ ...row, _is_last: index === rows.length - 1 })) },
    transform: [{ fold: series.toReversed(), as: ["name", "value"] }],
    config,
    encoding: {
      x: { field: time, type: "temporal", scale: { type: "utc" }, axis: { values: ticks } },
      y: { field: "value", type: "quantitative", scale: { zero: true } },
      color: {
        field: "name",
        scale: { domain: series, range: ["var(--accent)", "var(--before)"] },
        legend: null,
      },
    },
    layer: linesOf(rows.at(-1) ?? {}, series),
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

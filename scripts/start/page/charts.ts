import { draw } from "#draw";
import { asText, type JsonObject } from "../../../src/json.ts";

/** Each chart is drawn for desktops and for phones, with the same text size. The style sheet shows one of them. */
const widths = { desktop: 400, phone: 270 };
/** Returns a color of the page's theme. */
const theme = (name: string) => `var(--${name})`;
const config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: { labelColor: theme("text"), labelFontSize: 11, domain: false, ticks: false, gridColor: theme("rule") },
  axisX: { grid: false, labelAngle: 0, labelFlush: false, labelOverlap: true, labelPadding: 6 },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6 },
  bar: { cornerRadiusEnd: 2 },
  text: { fontWeight: "bold", color: theme("text"), dy: -8 },
  legend: { orient: "top", title: null, labelColor: theme("text"), symbolType: "stroke", symbolStrokeWidth: 2 },
};
/** The colors of lines, and dashes for color-blind users. */
const lineColors = [theme("engagement"), theme("second"), theme("third")];
const dashes = [[1, 0], [6, 3], [2, 2]]; // biome-ignore format: easier to read on one line
const monthName = `utcFormat(toDate(datum.value), utcmonth(toDate(datum.value)) == 0 ? "%b ’%y" : "%b")`;

/**
 * Draws rows as SVG: one bar per month, the current month lighter, or one line per column except the first. Only the axis
 * of a single line can begin above zero.
 */
export async function chart(
  isBars: boolean,
  color: string,
  rows: readonly JsonObject[],
  about: string,
): Promise<string> {
  const [time = "", ...series] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const isSingle = series.length === 1;
  const values = series.flatMap((name) =>
    rows.map((row, index) => {
      const isLabeled = isBars ? row._is_current === true : isSingle && index === rows.length - 1;
      return { name, time: asText(row[time]), value: row[name] ?? null, isLabeled };
    }),
  );
  const isFine =
    values.some(({ value }) => !Number.isInteger(value ?? 0)) && values.every(({ value }) => Number(value) < 100);
  const format = isFine ? ".1f" : ",d";
  const quarters = values
    .map((value) => value.time)
    .filter((month) => values.length < 9 || /-(?:01|04|07|10)-/u.test(month));
  const byName = (range: readonly unknown[]) => ({ field: "name", type: "nominal", scale: { domain: series, range } });
  const x = isBars
    ? { type: "ordinal", scale: { paddingInner: 0.3 }, axis: { labelExpr: monthName, values: quarters } }
    : {
        type: "temporal",
        scale: { type: "utc" },
        axis: { format: "%b %-d", values: values.map(({ time: day }) => Date.parse(day)) },
      };
  const bars = {
    mark: { type: "bar", color: theme(color) },
    encoding: { opacity: { condition: { test: "datum.isLabeled", value: 0.45 }, value: 1 } },
  };
  const line = { mark: { type: "line", color: theme(color), point: { color: theme(color), size: 18 } } };
  const lines = { mark: "line", encoding: { color: byName(lineColors), strokeDash: byName(dashes) } };
  const labels = {
    transform: [{ filter: "datum.isLabeled" }],
    mark: { type: "text", align: isBars ? "center" : "right" },
    encoding: { text: { field: "value", type: "quantitative", format } },
  };
  const spec = {
    description: about,
    data: { values },
    height: 170,
    config,
    encoding: {
      x: { field: "time", title: null, ...x },
      y: { field: "value", type: "quantitative", title: null, scale: { zero: isBars || !isSingle }, axis: { format } },
    },
    layer: [isBars ? bars : isSingle ? line : lines, labels],
  };
  const drawings = Object.entries(widths).map(
    async ([size, width]) => `<div class="${size}">${await draw({ ...spec, width })}</div>`,
  );
  return (await Promise.all(drawings)).join("");
}

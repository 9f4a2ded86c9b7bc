import { draw } from "#draw";
import { asText, type JsonObject } from "../../../src/json.ts";

/** Each chart is drawn for a desktop and for a phone, so that its text has the same size on both; the style shows one. */
const widths = { desktop: 400, phone: 270 };
/** A color of the page's theme. */
const theme = (name: string) => `var(--${name})`;
const config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: { labelColor: theme("text"), labelFontSize: 11, domain: false, ticks: false, gridColor: theme("rule") },
  axisX: { grid: false, labelFlush: false, labelOverlap: true, labelPadding: 6 },
  axisY: { tickCount: 4, tickMinStep: 1, labelPadding: 6 },
  text: { fontWeight: "bold", color: theme("text"), dy: -8 },
  legend: { orient: "top", title: null, labelColor: theme("text"), symbolType: "stroke", symbolStrokeWidth: 2 },
};
/** What tells lines apart: colors, and dashes for those who do not see them. */
const lineColors = [theme("engagement"), theme("second"), theme("third")];
const dashes: readonly (readonly number[])[] = [[1, 0], [6, 3], [2, 2]]; // biome-ignore format: one line says it all
const monthName = `utcFormat(toDate(datum.value), utcmonth(toDate(datum.value)) == 0 ? "%b ’%y" : "%b")`;

/**
 * Draws rows as SVG: a bar per month from zero, the current month lighter; or a line for each column but the first, which
 * need not begin at zero if it is the only one.
 */
export async function chart(
  kind: "bars" | "line",
  color: string,
  rows: readonly JsonObject[],
  about: string,
): Promise<string> {
  const [x = "", ...series] = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
  const isBars = kind === "bars";
  const isSingle = series.length === 1;
  const values = series.flatMap((name) =>
    rows.map((row, index) => {
      const isLabeled = isBars ? row._is_current === true : isSingle && index === rows.length - 1;
      return { name, x: asText(row[x]), y: row[name] ?? null, isLabeled };
    }),
  );
  const format =
    values.every(({ y }) => Number.isInteger(y ?? 0)) || values.some(({ y }) => Number(y) >= 100) ? ",d" : ".1f";
  const months = values
    .map((value) => value.x)
    .filter((month) => values.length < 9 || /-(?:01|04|07|10)-/u.test(month));
  const byName = (range: readonly unknown[]) => ({ field: "name", type: "nominal", scale: { domain: series, range } });
  const spec = {
    encoding: {
      x: isBars
        ? {
            field: "x",
            type: "ordinal",
            title: null,
            scale: { paddingInner: 0.3 },
            axis: { labelAngle: 0, labelExpr: monthName, values: months },
          }
        : {
            field: "x",
            type: "temporal",
            title: null,
            scale: { type: "utc" },
            axis: { format: "%b %-d", values: values.map((value) => Date.parse(value.x)) },
          },
      y: { field: "y", type: "quantitative", title: null, scale: { zero: isBars || !isSingle }, axis: { format } },
    },
    layer: [
      isBars
        ? {
            mark: { type: "bar", color: theme(color), cornerRadiusEnd: 2 },
            encoding: { opacity: { condition: { test: "datum.isLabeled", value: 0.45 }, value: 1 } },
          }
        : {
            mark: {
              type: "line",
              color: theme(color),
              strokeWidth: 2,
              point: isSingle && { color: theme(color), size: 18 },
            },
            encoding: isSingle ? {} : { color: byName(lineColors), strokeDash: byName(dashes) },
          },
      {
        transform: [{ filter: "datum.isLabeled" }],
        mark: { type: "text", align: isBars ? "center" : "right" },
        encoding: { text: { field: "y", type: "quantitative", format } },
      },
    ],
  };
  const drawings = Object.entries(widths).map(async ([size, width]) => {
    const svg = await draw({ ...spec, config, description: about, data: { values }, width, height: 170 });
    return `<div class="${size}">${svg}</div>`;
  });
  return (await Promise.all(drawings)).join("");
}

import { draw } from "#draw";
import { asText, type JsonObject } from "../../../src/json.ts";

/** Colors that no chart has otherwise: in the page, the theme's stand in their place. */
const [text, rule, content, engagement, second, third, money] = [1, 2, 3, 4, 5, 6, 7].map((last) => `#01010${last}`);
const themed = Object.entries({ text, rule, content, engagement, second, third, money });
export const colors = { content, engagement, money };

/** Each chart is drawn for a desktop and for a phone, so that its text has the same size on both; the style shows one. */
const widths = { wide: 400, narrow: 270 };

const config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: { labelColor: text, labelFontSize: 11, domain: false, ticks: false, gridColor: rule, labelPadding: 6 },
  axisX: { grid: false, labelFlush: false, labelOverlap: true },
  axisY: { tickCount: 4 },
  text: { fontWeight: "bold", color: text, dy: -8 },
  legend: { orient: "top", title: null, labelColor: text, symbolType: "stroke", symbolStrokeWidth: 2 },
};
const month = `utcFormat(toDate(datum.value), utcmonth(toDate(datum.value)) == 0 ? "%b ’%y" : "%b")`;
/** Months by their names, of quarters alone where there are many. */
const ofMonths = (rows: readonly JsonObject[]) => {
  const months = rows.map((row) => asText(row.month));
  const values = months.filter((day) => months.length < 9 || /-(?:01|04|07|10)-/u.test(day));
  const axis = { labelAngle: 0, labelExpr: month, values };
  return { field: "month", type: "ordinal", title: null, axis, scale: { paddingInner: 0.3 } };
};
/** Times, with the days on which there is a point. */
const ofTime = (field: string, rows: readonly JsonObject[]) => {
  const days = new Map(rows.map((row) => [asText(row[field]).slice(0, 10), Date.parse(asText(row[field]))]));
  const axis = { format: "%b %-d", values: [...days.values()] };
  return { field, type: "temporal", title: null, axis, scale: { type: "utc" } };
};
const quantity = (field: string, more: JsonObject = {}) => ({ field, type: "quantitative", title: null, ...more });

/** One bar per month, from zero; the current month is lighter and has its value. */
export function bars(rows: readonly JsonObject[], about: string, field: string, format: string, color = content) {
  const light = { condition: { test: "datum.is_current", value: 0.45 }, value: 1 };
  return render(rows, about, {
    encoding: { x: ofMonths(rows), y: quantity(field, { axis: { format } }) },
    layer: [
      { mark: { type: "bar", color: color ?? null, cornerRadiusEnd: 2 }, encoding: { opacity: light } },
      {
        transform: [{ filter: "datum.is_current" }],
        mark: "text",
        encoding: { text: { field, type: "quantitative", format } },
      },
    ],
  });
}

/** A line that need not begin at zero, its last value written at its end. */
export function line(rows: readonly JsonObject[], about: string, x: string, field: string) {
  const points = rows.map((row, index) => ({ ...row, is_last: index === rows.length - 1 }));
  return render(points, about, {
    encoding: {
      x: ofTime(x, rows),
      y: quantity(field, { scale: { zero: false }, axis: { format: ",d", tickMinStep: 1 } }),
    },
    layer: [
      { mark: { type: "line", color: content ?? null, point: { color: content ?? null, size: 18 } } },
      {
        transform: [{ filter: "datum.is_last" }],
        mark: { type: "text", align: "right" },
        encoding: { text: { field, type: "quantitative", format: ",d" } },
      },
    ],
  });
}

/** One line per series (field: its title), told apart by color and by dashes. */
export function lines(rows: readonly JsonObject[], about: string, x: string, series: Readonly<Record<string, string>>) {
  const points = Object.entries(series).flatMap(([field, kind]) =>
    rows.map((row) => ({ [x]: row[x], kind, value: row[field] })),
  );
  const byKind = (range: readonly (string | readonly number[])[]) => ({
    field: "kind",
    type: "nominal",
    scale: { domain: Object.values(series), range },
  });
  return render(points, about, {
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: ofTime(x, rows),
      y: quantity("value", { axis: { format: ",d" } }),
      color: byKind([engagement ?? "", second ?? "", third ?? ""]),
      strokeDash: byKind([
        [1, 0],
        [6, 3],
        [2, 2],
      ]),
    },
  });
}

async function render(values: readonly JsonObject[], description: string, spec: object): Promise<string> {
  const drawings = Object.entries(widths).map(async ([size, width]) => {
    const svg = await draw({ ...spec, config, description, data: { values }, width, height: 170 });
    return `<div class="${size}">${svg}</div>`;
  });
  return themed.reduce(
    (html, [name, color]) => html.replaceAll(color ?? "", `var(--${name})`),
    (await Promise.all(drawings)).join(""),
  );
}

import { asText, type JsonObject } from "../../../src/base/json.ts";
import { cell, escaped, shownColumns } from "../cells.ts";

/** In units of the drawing, whose width is that of the card. */
const [width, height, top] = [300, 135, 16];
/** The maximum number of bars that have their values. */
const maxValues = 12;
const month = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/**
 * Draws rows as bars in SVG: the first column has the day, the second one a number, and the third one, if there is one, the number
 * before, in gray. The colors and the size of text are in page.css.
 */
export function chart(rows: readonly JsonObject[], name: string): string {
  const [day = "", ...series] = shownColumns(rows);
  const most = Math.max(1, ...rows.flatMap((row) => series.map((column) => Number(row[column]))));
  const step = width / rows.length;
  const thickness = (step * 0.8) / series.length;
  const hasValues = rows.length * series.length <= maxValues;
  const bars = rows.flatMap((row, index) =>
    // What was before is on the left.
    series.toReversed().map((column, place) => {
      const length = (Number(row[column]) / most) * (height - top);
      const [x, y] = [step * index + thickness * place, height - length];
      const style = column === series[0] ? "now" : "before";
      const bar = `<rect class="${style}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(thickness * 0.94).toFixed(1)}" height="${length.toFixed(1)}"/>`;
      return hasValues
        ? bar + label(x + thickness / 2, y - 4, cell(row[column]), `class="${style}" text-anchor="middle"`)
        : bar;
    }),
  );
  const every = Math.ceil(rows.length / 4);
  const days = rows.flatMap((row, index) =>
    index % every === 0 ? [label(step * index, height + 14, month.format(new Date(asText(row[day]))))] : [],
  );
  const title = escaped(`${series.join(", ")}: ${name}`);
  return `<svg role="img" aria-label="${title}" viewBox="0 0 ${width} ${height + 20}">${[...bars, ...days].join("")}</svg>`;
}

function label(x: number, y: number, text: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${text}</text>`;
}

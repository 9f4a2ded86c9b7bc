import { asText } from "../../../src/base/json.ts";
import { customReportSchema, propertyOf } from "../../../src/config/spec.ts";
import { reportColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { columnsOf, identityOf, levelOf } from "../../../src/streams/reports/report-levels.ts";
import { codes, row } from "./markdown.ts";

/** Renders the table of the levels of custom reports without targeting: the key of a row, and columns that a level doesn't have. */
export function levelsPart(): string {
  const { enum: levels } = propertyOf(customReportSchema(), "level");
  const names = (Array.isArray(levels) ? levels : []).map(asText).filter((name) => !name.endsWith("_TARGETING"));
  return [
    row(["`level`", "One row per", "Primary key, with the date", "Days of history", "Columns that it doesn't have"]),
    row([":---", ":---", ":---", "---:", ":---"]),
    ...names.map((name) => {
      const level = levelOf(name);
      const columns = columnsOf(level, reportColumns);
      const missing = reportColumns.filter((column) => !columns.includes(column));
      return row([
        `\`${name}\``,
        level.what,
        codes(identityOf(level).primaryKey),
        String(level.days.daysBack + 1),
        codes(missing),
      ]);
    }),
  ].join("\n");
}

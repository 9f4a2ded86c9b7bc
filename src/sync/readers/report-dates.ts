import { type DateRange, isDay } from "../../base/dates.ts";
import { asText, isEmpty, type JsonObject } from "../../base/json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { ReportReading, Stream } from "../../streams/stream.ts";
import { isPeriodPart } from "../date-windows.ts";

/** The dates that a row is about. `none`: it doesn't say; `unknown`: in a form that nobody has seen. */
type RowPeriod = DateRange | "none" | "unknown";

/** Returns what compares the rows of a report's file with the dates of its request. */
export function reportDates(
  { operation, primaryKey }: Stream,
  { alignedTo, undatedRows }: ReportReading,
  { from, through }: DateRange,
) {
  const isKeyedByDate = primaryKey.includes("DATE");
  let other: string | undefined;
  let isAnyDated = false;
  let isUndated = false;
  const errorOf = (what: string) =>
    new ApiError({
      kind: "other_dates",
      operation,
      reason: `the report for ${from} to ${through} has a row of ${what}`,
    });
  return {
    /** Throws for a row that isn't of one period: rows of two requests could overwrite each other. Undefined: none can. */
    verify:
      isKeyedByDate && alignedTo !== undefined
        ? (row: JsonObject) => {
            const period = periodOf(row);
            if (typeof period === "string" || isPeriodPart(period, alignedTo)) return;
            throw errorOf(`${textOf(row)}, which is not one of its periods, so nothing of it was written`);
          }
        : undefined,
    /**
     * Returns a row with its DATE: the first date of its DATE_RANGE, as reports by month were recorded. In a file without any
     * date, it is the first date of the request, if the stream wants that.
     */
    dated(row: JsonObject): JsonObject {
      const period = periodOf(row);
      if (period === "none") {
        if (undatedRows !== "first_date" || isAnyDated) return row;
        isUndated = true;
        return { ...row, DATE: from };
      }
      isAnyDated = true;
      if (period === "unknown" || period.through < from || period.from > through) other ??= textOf(row);
      return period === "unknown" || !isEmpty(row.DATE) || !isKeyedByDate ? row : { ...row, DATE: period.from };
    },
    /** Returns whether rows got the first date of the request. @throws ApiError if rows of other dates were written */
    end(): boolean {
      if (other !== undefined)
        throw errorOf(`${other}. Such rows were written, but the dates requested count as not read`);
      return isUndated;
    },
  };
}

/** Returns the dates of a row: its DATE_RANGE, such as `2023-10-01 - 2023-10-31`, or its DATE, which can have a time. */
function periodOf({ DATE: date, DATE_RANGE: range }: JsonObject): RowPeriod {
  if (isEmpty(date) && isEmpty(range)) return "none";
  const [from = "", through = ""] = asText(range).split(" - ");
  if (isDay(from) && isDay(through) && from <= through) return { from, through };
  const day = asText(date).slice(0, 10);
  return isDay(day) ? { from: day, through: day } : "unknown";
}

const textOf = ({ DATE: date, DATE_RANGE: range }: JsonObject) => asText(isEmpty(range) ? date : range).slice(0, 40);

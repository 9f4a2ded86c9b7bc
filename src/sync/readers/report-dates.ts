import { type DateRange, isDay } from "../../base/dates.ts";
import { asText, isEmpty, type JsonObject } from "../../base/json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { ReportReading, Stream } from "../../streams/stream.ts";
import { isPeriodPart } from "../books/date-windows.ts";

/** The dates that a row is about. `none`: the row doesn't say; `unknown`: in a form that nobody has seen. */
type RowPeriod = DateRange | "none" | "unknown";

/** Compares the rows of a report's file with the dates of its request. */
export class ReportDates {
  readonly #stream: Pick<Stream, "operation" | "primaryKey">;
  readonly #reading: Pick<ReportReading, "alignedTo" | "undatedRows">;
  readonly #requested: DateRange;
  /** The dates of the first row that the request doesn't cover. */
  #other: string | undefined;
  #isAnyDated = false;
  /** Whether rows without any date got the first date of the request. */
  isUndated = false;

  constructor(stream: Pick<Stream, "operation" | "primaryKey">, reading: ReportReading, requested: DateRange) {
    this.#stream = stream;
    this.#reading = reading;
    this.#requested = requested;
  }

  /** Whether rows are sums of periods that their date alone tells apart, so that all of them are to be verified first. */
  get isByPeriod(): boolean {
    return this.#isKeyedByDate && this.#reading.alignedTo !== undefined;
  }

  /** @throws ApiError for a row that isn't of one period, since rows of two requests could overwrite each other */
  verify(row: JsonObject): void {
    const period = periodOf(row);
    if (typeof period === "string" || isPeriodPart(period, this.#reading.alignedTo)) return;
    throw this.#error(`${textOf(row)}, which is not one of its periods, so nothing of it was written`);
  }

  /**
   * Returns a row with its DATE: the first date of its DATE_RANGE, as reports by month were recorded. Of a file without any
   * date, it is the first date of the request, if the stream wants that.
   */
  dated(row: JsonObject): JsonObject {
    const period = periodOf(row);
    const { from, through } = this.#requested;
    if (period === "none") {
      if (this.#reading.undatedRows !== "first_date" || this.#isAnyDated) return row;
      this.isUndated = true;
      return { ...row, DATE: from };
    }
    this.#isAnyDated = true;
    if (period === "unknown" || period.through < from || period.from > through) this.#other ??= textOf(row);
    return period === "unknown" || !isEmpty(row.DATE) || !this.#isKeyedByDate ? row : { ...row, DATE: period.from };
  }

  /** The error for rows that were written although the request doesn't cover them; undefined: there were none. */
  get problem(): ApiError | undefined {
    if (this.#other === undefined) return undefined;
    return this.#error(`${this.#other}. Such rows were written, but the dates requested count as not read`);
  }

  get #isKeyedByDate(): boolean {
    return this.#stream.primaryKey.includes("DATE");
  }

  #error(what: string): ApiError {
    const { from, through } = this.#requested;
    const reason = `the report for ${from} to ${through} has a row of ${what}`;
    return new ApiError({ kind: "other_dates", operation: this.#stream.operation, reason });
  }
}

/** Returns the dates of a row: its DATE_RANGE, such as `2023-10-01 - 2023-10-31`, or its DATE, which can have a time. */
function periodOf({ DATE: date, DATE_RANGE: range }: JsonObject): RowPeriod {
  if (isEmpty(date) && isEmpty(range)) return "none";
  const [from = "", through = ""] = asText(range).split(" - ");
  if (isDay(from) && isDay(through) && from <= through) return { from, through };
  const day = asText(date).slice(0, 10);
  return isDay(day) ? { from: day, through: day } : "unknown";
}

function textOf({ DATE: date, DATE_RANGE: range }: JsonObject): string {
  return asText(isEmpty(range) ? date : range).slice(0, 40);
}

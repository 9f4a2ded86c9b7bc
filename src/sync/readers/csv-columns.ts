import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { shortList } from "../../base/text/list-of.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { canSucceedLater } from "../../pinterest/errors/error-kinds.ts";
import { type DisplayedMetric, metricsIn, namesOfColumns } from "../../pinterest/reports/column-names.ts";
import type { StreamContext } from "../context.ts";

/** The operation that lists metrics with their display names. All streams share its response. */
export const metricsOperation = "delivery_metrics/get";

/** Returns what names the columns of a stream's CSV files, and warns of what stays unclear in them. */
export function csvColumnsOf(context: StreamContext) {
  const { stream, log, schemaOf } = context;
  let metrics: Promise<readonly DisplayedMetric[]> | undefined;
  let numbers: readonly string[] = [];
  return {
    /** @throws SyntaxError if no name is a column of the stream; ApiError if Pinterest's list of metrics can't be read for now */
    async namesOf(header: readonly string[]): Promise<readonly string[]> {
      const { properties } = await schemaOf(stream);
      const fields = Object.entries(isObject(properties) ? properties : {});
      numbers = fields.flatMap(([name, field]) => (isNumber(field) ? [name] : []));
      const texts = new Set(fields.flatMap(([name, field]) => (isNumber(field) ? [] : [name])));
      metrics ??= displayedMetrics(context);
      const { names, unnamed } = namesOfColumns(header, await metrics, texts);
      if (!names.some((name) => texts.has(name) || numbers.includes(name)))
        throw new SyntaxError(`the file's first line has no column of the stream, but ${shortList(header)}`);
      if (unnamed.length > 0) {
        const text = `the columns ${shortList(unnamed)} of a CSV file keep these names, since Pinterest's list of metrics has no single column for each. Destinations might drop them`;
        log("WARN", text, `${stream.name} ${unnamed.join()}`);
      }
      return names;
    },
    /** Warns of columns of numbers with other texts, such as "1,234", in which a separator can mean one thing or another. */
    warnOfTexts(records: readonly JsonObject[]): void {
      for (const name of numbers.filter((each) => records.some((record) => typeof record[each] === "string"))) {
        const text = `${name} of a CSV file has values that aren't plain numbers. They are passed on as text, which typed columns can't hold`;
        log("WARN", text, `${stream.name} ${name} text`);
      }
    },
  };
}

const isNumber = (field: Json | undefined) =>
  isObject(field) && [field.type].flat().some((type) => type === "number" || type === "integer");

/** Returns how ads metrics are displayed, by Pinterest's list; none without access to it, so that only texts can be named. */
async function displayedMetrics({ client, caller }: StreamContext): Promise<readonly DisplayedMetric[]> {
  try {
    return await client.call(metricsOperation, {}, { ...caller, held: undefined }, metricsIn);
  } catch (error) {
    if (!(error instanceof ApiError) || canSucceedLater(error)) throw error;
    return [];
  }
}

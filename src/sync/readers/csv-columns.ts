import { isObject, type JsonObject } from "../../base/json.ts";
import { shortList } from "../../base/list-of.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { canSucceedLater } from "../../pinterest/errors/error-kinds.ts";
import { type DisplayedMetric, hasColumnNames, namesOfColumns } from "../../pinterest/reports/column-names.ts";
import type { StreamContext } from "../context.ts";

/** The columns of a stream's CSV files. */
export class CsvColumns {
  readonly #context: StreamContext;
  /** Pinterest's list of metrics; undefined: not requested yet. */
  #metrics: Promise<readonly DisplayedMetric[]> | undefined;
  /** The stream's columns of numbers, once a file was read. */
  #numbers: readonly string[] = [];

  constructor(context: StreamContext) {
    this.#context = context;
  }

  /**
   * Names the columns of a file, and warns of those that keep their display names.
   * @throws SyntaxError if none is a column of the stream; ApiError if Pinterest's list of metrics can't be read for now
   */
  async namesOf(header: readonly string[]): Promise<readonly string[]> {
    const { stream, log, schemaOf } = this.#context;
    const { properties } = await schemaOf(stream);
    const fields = Object.entries(isObject(properties) ? properties : {});
    const isNumber = ([, field]: (typeof fields)[number]) =>
      isObject(field) && [field.type].flat().some((type) => type === "number" || type === "integer");
    this.#numbers = fields.filter(isNumber).map(([name]) => name);
    const known = new Set(fields.map(([name]) => name));
    const texts = new Set(fields.filter((field) => !isNumber(field)).map(([name]) => name));
    if (!hasColumnNames(header)) this.#metrics ??= this.#list();
    const { names, unnamed } = namesOfColumns(header, (await this.#metrics) ?? [], texts);
    if (!names.some((name) => known.has(name)))
      throw new SyntaxError(`the file's first line has no column of the stream, but ${shortList(header)}`);
    if (unnamed.length > 0) {
      const text = `the columns ${shortList(unnamed)} of a CSV file keep these names, since Pinterest's list of metrics has no single column for each. Destinations might drop them`;
      log("WARN", text, `${stream.name} ${unnamed.join()}`);
    }
    return names;
  }

  /** Warns of columns of numbers that have other texts, such as "1,234", in which a separator can mean one thing or another. */
  warnOfTexts(records: readonly JsonObject[]): void {
    const { stream, log } = this.#context;
    for (const name of this.#numbers) {
      if (!records.some((record) => typeof record[name] === "string")) continue;
      const text = `${name} of a CSV file has values that aren't plain numbers. They are passed on as text, which typed columns can't hold`;
      log("WARN", text, `${stream.name} ${name} text`);
    }
  }

  /** Requests Pinterest's list of metrics. Without access to it, only columns of texts can be named. */
  async #list(): Promise<readonly DisplayedMetric[]> {
    const { client, caller } = this.#context;
    try {
      return await client.call("delivery_metrics/get", {}, { ...caller, held: undefined }, metricsIn);
    } catch (error) {
      this.#metrics = undefined;
      if (!(error instanceof ApiError) || canSucceedLater(error)) throw error;
      return [];
    }
  }
}

/** Returns the metrics of ads in a response. */
function metricsIn(body: unknown): readonly DisplayedMetric[] {
  const items: readonly unknown[] = isObject(body) && Array.isArray(body.items) ? body.items : [];
  return items
    .filter(isObject)
    .flatMap(({ name, display_name: displayName, category }) =>
      typeof name === "string" && typeof displayName === "string" && category !== "ORGANIC"
        ? [{ name, displayName }]
        : [],
    );
}

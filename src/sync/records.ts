import type { Json, JsonObject } from "../json.ts";
import type { Parameters } from "../pinterest/operations.ts";
import type { Stream } from "../streams/stream.ts";
import { conformTo } from "./conform.ts";

/** Makes a stream's records of the API's rows. The parameters are those of the request that brought the rows. */
export type RecordMaker = (rows: readonly JsonObject[], parameters: Parameters) => readonly JsonObject[];

/**
 * Brings rows to the stream's schema, fills in what the request knew and the API left out, and adds derived fields.
 * @param schema the stream's JSON schema, from `catalog/`
 */
export function recordMaker(stream: Stream, schema: JsonObject): RecordMaker {
  const conform = conformTo(schema);
  const stamps = Object.entries(stream.stamp ?? {});
  const derived = Object.entries(stream.derive ?? {});
  const split = Object.entries(stream.split ?? {});
  const secrets = stream.omit ?? [];
  return (rows, parameters) =>
    rows.map((row) => {
      const parts = split.map(([field, partsOf]) => partsOf(row[field] ?? null));
      const record: Record<string, Json | undefined> = { ...conform(Object.assign({}, row, ...parts)) };
      for (const field of secrets) delete record[field];
      for (const [field, parameter] of stamps) record[field] ??= stampOf(parameters[parameter]);
      for (const [field, { from }] of derived) record[field] ??= from(record);
      return record;
    });
}

function stampOf(value: Parameters[string] | undefined): Json {
  return value === undefined ? null : typeof value === "object" ? [...value] : value;
}

import type { Json, JsonObject } from "../../json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Stream } from "../../streams/stream.ts";
import { conformTo } from "./conform.ts";

/**
 * Makes a stream's records of the API's rows. The parameters are those of the request that brought the rows.
 * @throws ApiError (invalid_body) when no record can be made of any row that has come so far
 */
export type RecordMaker = (rows: readonly JsonObject[], parameters: Parameters) => readonly JsonObject[];

/**
 * Brings rows to the stream's schema, fills in what the request knew and the API left out, and adds derived fields. A row
 * whose key is not complete then makes no record: no destination could tell it from others.
 * @param schema the stream's JSON schema, from `catalog/`
 * @param onSkip told of each row that makes no record, with the field of the key that it lacks
 */
export function recordMaker(
  stream: Stream,
  schema: JsonObject,
  onSkip: (field: string) => void = () => undefined,
): RecordMaker {
  const conform = conformTo(schema);
  const stamps = Object.entries(stream.fromRequest ?? {});
  const derived = Object.entries(stream.derive ?? {});
  const split = Object.entries(stream.split ?? {});
  const secrets = stream.omit ?? [];
  const whenEmpty = Object.entries(stream.whenEmpty ?? {});
  let hasMadeAny = false;
  return (rows, parameters) => {
    const skipped: string[] = [];
    const records = rows.flatMap((row) => {
      const parts = split.map(([field, partsOf]) => partsOf(row[field] ?? null));
      const record: Record<string, Json | undefined> = { ...conform(Object.assign({}, row, ...parts)) };
      for (const field of secrets) delete record[field];
      for (const [field, parameter] of stamps) record[field] ??= stampOf(parameters[parameter]);
      for (const [field, { from }] of derived) record[field] ??= from(record);
      for (const [field, value] of whenEmpty) record[field] ??= value;
      const lacking = stream.primaryKey.find((field) => record[field] === undefined || record[field] === null);
      if (lacking === undefined) return [record];
      skipped.push(lacking);
      return [];
    });
    hasMadeAny ||= records.length > 0;
    const [field] = skipped;
    if (field !== undefined && !hasMadeAny) {
      const reason = `none of the rows has ${field}, a part of the primary key`;
      throw new ApiError({ kind: "invalid_body", operation: stream.operation, reason });
    }
    for (const lacking of skipped) onSkip(lacking);
    return records;
  };
}

function stampOf(value: Parameters[string] | undefined): Json {
  return value === undefined ? null : typeof value === "object" ? [...value] : value;
}

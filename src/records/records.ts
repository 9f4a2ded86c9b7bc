import { entryOf } from "../base/entry-of.ts";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { shortList } from "../base/text/list-of.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { adAccountOf, currencyField, hasMoney } from "../streams/money.ts";
import type { Stream } from "../streams/stream.ts";
import { conformTo } from "./conform.ts";

/**
 * Makes a stream's records from rows and the parameters of their request. The rows become the records.
 * @throws ApiError (invalid_body) if a row has no field of the stream, or if none of the rows so far makes a record
 */
export type RecordMaker = (rows: readonly JsonObject[], parameters: Parameters) => readonly JsonObject[];

/** Values of records that come from neither rows nor requests. */
interface RecordFacts {
  /** The date of the read, YYYY-MM-DD in UTC. */
  readonly today: string;
  /** Returns the currency of an ad account; null if unknown. */
  readonly currencyOf: (adAccountId: Json) => Json;
  /** Called for each skipped row with the field of the primary key that it lacks. */
  readonly onSkip: (field: string) => void;
}

/**
 * Returns a function that conforms rows to the stream's schema, fills missing fields from the request, and adds derived
 * fields. It skips rows with an incomplete primary key, since destinations can't identify them.
 * @param schema the stream's JSON schema, from `catalog/`
 */
export function recordMaker(
  stream: Stream,
  schema: JsonObject,
  { today, currencyOf, onSkip }: RecordFacts,
): RecordMaker {
  const conform = conformTo(schema);
  const properties = isObject(schema.properties) ? schema.properties : undefined;
  const stamps = Object.entries(stream.fromRequest ?? {});
  const derived = Object.entries(stream.derive ?? {});
  const split = Object.entries(stream.split ?? {});
  const secrets = stream.omit ?? [];
  const whenEmpty = Object.entries(stream.whenEmpty ?? {});
  const { reading } = stream;
  const withCurrency = hasMoney(schema);
  const invalidBody = (reason: string) => new ApiError({ kind: "invalid_body", operation: stream.operation, reason });
  let hasMadeAny = false;
  return (rows, parameters) => {
    const skipped: string[] = [];
    const stamped = stamps.map(([field, parameter]) => [field, stampOf(parameters[parameter])] as const);
    const records: JsonObject[] = [];
    for (const row of rows) {
      const foreign = hasAny(row, properties) ? undefined : Object.keys(row);
      const parts = split.map(([field, partsOf]) => partsOf(row[field] ?? null));
      const record = conform(parts.length === 0 ? row : Object.assign(row, ...parts));
      for (const field of secrets) delete record[field];
      for (const [field, value] of stamped) record[field] ??= value;
      for (const [field, from] of derived) record[field] ??= from(record);
      if (reading.by === "snapshot") record[reading.cursor] ??= today;
      if (withCurrency) record[currencyField] ??= currencyOf(adAccountOf(record));
      for (const [field, value] of whenEmpty) record[field] ??= value;
      const lacking = stream.primaryKey.find((field) => record[field] === undefined || record[field] === null);
      if (lacking !== undefined) {
        skipped.push(lacking);
        continue;
      }
      // Such a row has its key from the request, and would be an empty record.
      if (foreign !== undefined) throw invalidBody(`a row has no field of the stream, but ${shortList(foreign)}`);
      records.push(record);
    }
    hasMadeAny ||= records.length > 0;
    const [field] = skipped;
    if (field !== undefined && !hasMadeAny)
      throw invalidBody(`none of the rows has ${field}, a part of the primary key`);
    for (const lacking of skipped) onSkip(lacking);
    return records;
  };
}

/** Returns whether a row has a field of the schema. */
function hasAny(row: JsonObject, properties: JsonObject | undefined): boolean {
  if (properties === undefined) return true;
  for (const name in row) if (name in properties) return true;
  return false;
}

function stampOf(value: Parameters[string] | undefined): Json {
  if (value === undefined) return null;
  return typeof value === "object" ? [...value] : value;
}

/** Makes the records of all streams of a run, with the currencies that they share. */
export class RecordMakers {
  readonly #schemaOf: (stream: Stream) => Promise<JsonObject>;
  readonly #today: string;
  readonly #makers = new Map<Stream, Promise<RecordMaker>>();
  /** By ad account ID. Ad accounts are listed before the streams that depend on them are read. */
  readonly #currencies = new Map<Json, Json>();
  /** The number of skipped rows, by the field of the primary key that they lack. */
  readonly #skipped = new Map<Stream, Map<string, number>>();

  constructor(schemaOf: (stream: Stream) => Promise<JsonObject>, today: string) {
    this.#schemaOf = schemaOf;
    this.#today = today;
  }

  of(stream: Stream): Promise<RecordMaker> {
    return entryOf(this.#makers, stream, () => this.#make(stream));
  }

  /** Returns and resets the number of skipped rows, by the field of the primary key that they lack. */
  takeSkipped(stream: Stream): readonly (readonly [field: string, count: number])[] {
    const skipped = [...(this.#skipped.get(stream) ?? [])];
    this.#skipped.delete(stream);
    return skipped;
  }

  async #make(stream: Stream): Promise<RecordMaker> {
    const makeRecords = recordMaker(stream, await this.#schemaOf(stream), {
      today: this.#today,
      currencyOf: (adAccountId) => this.#currencies.get(adAccountId) ?? null,
      onSkip: (field) => {
        const counts = entryOf(this.#skipped, stream, () => new Map<string, number>());
        counts.set(field, (counts.get(field) ?? 0) + 1);
      },
    });
    if (stream.operation !== "ad_accounts/list") return makeRecords;
    return (rows, parameters) => {
      const adAccounts = makeRecords(rows, parameters);
      for (const { id = null, currency = null } of adAccounts) this.#currencies.set(id, currency);
      return adAccounts;
    };
  }
}

import { entryOf } from "../../entry-of.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Stream } from "../../streams/stream.ts";
import { type RecordMaker, recordMaker } from "./records.ts";

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

import { entryOf } from "../../entry-of.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Stream } from "../../streams/stream.ts";
import { type RecordMaker, recordMaker } from "./records.ts";

/** What makes the records of each stream of a run, and what these have in common. */
export class RecordMakers {
  readonly #schemaOf: (stream: Stream) => Promise<JsonObject>;
  readonly #today: string;
  readonly #makers = new Map<Stream, Promise<RecordMaker>>();
  /** Currencies of the ad accounts that were listed: they are listed before any of their streams is read. */
  readonly #currencies = new Map<Json, Json>();
  /** How many rows made no record, by the part of the key that they lack. */
  readonly #skipped = new Map<Stream, Map<string, number>>();

  constructor(schemaOf: (stream: Stream) => Promise<JsonObject>, today: string) {
    this.#schemaOf = schemaOf;
    this.#today = today;
  }

  of(stream: Stream): Promise<RecordMaker> {
    return entryOf(this.#makers, stream, () => this.#make(stream));
  }

  /** Gives how many rows were skipped for each part of the key that they lack, and forgets it. */
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

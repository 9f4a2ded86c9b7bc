import type { Json } from "../../json.ts";
import type { Stream } from "../../streams/stream.ts";
import type { RecordMaker } from "./records.ts";

/** The currencies of the ad accounts that a run has listed. They are listed before any of their streams is read. */
export class AdAccountCurrencies {
  readonly #currencies = new Map<Json, Json>();

  /** Returns the ISO code; null where it is not known. */
  of(adAccountId: Json): Json {
    return this.#currencies.get(adAccountId) ?? null;
  }

  /** Notes the currencies of ad accounts as their records are made, whoever lists them. */
  noting({ operation }: Stream, makeRecords: RecordMaker): RecordMaker {
    if (operation !== "ad_accounts/list") return makeRecords;
    return (rows, parameters) => {
      const adAccounts = makeRecords(rows, parameters);
      for (const { id = null, currency = null } of adAccounts) this.#currencies.set(id, currency);
      return adAccounts;
    };
  }
}

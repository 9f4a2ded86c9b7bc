import { asText, entryNamed, type Json, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { adAccountStreams } from "./ad-accounts.ts";
import { adsAnalyticsStreams } from "./ads-analytics.ts";
import { advertisingStreams } from "./advertising.ts";
import { businessStreams } from "./business.ts";
import { catalogStreams } from "./catalogs.ts";
import type { ExpectedStream } from "./expected-stream.ts";
import { organicStreams } from "./organic.ts";
import { organicAnalyticsStreams } from "./organic-analytics.ts";
import type { ReadOptions } from "./read-options.ts";
import { resourceStreams } from "./resources.ts";

const streams: Readonly<Record<string, ExpectedStream>> = {
  ...organicStreams,
  ...organicAnalyticsStreams,
  ...advertisingStreams,
  ...adsAnalyticsStreams,
  ...adAccountStreams,
  ...businessStreams,
  ...catalogStreams,
  ...resourceStreams,
};

/** Streams with monetary amounts in the ad account's currency. */
const withMoney = [
  ..."campaigns ad_groups keywords product_group_promotions promotions order_lines".split(" "),
  ..."ads_credit_discounts billing_invoices ssio_order_lines".split(" "),
  ...Object.keys(adsAnalyticsStreams),
];

/**
 * Returns all records of a stream in a full refresh at the simulated time. Selects them from the world's tables by
 * Pinterest's document, independently of the simulated operations.
 * @throws RangeError for an unknown stream or an inaccessible ad account
 */
export function expectedRecords(
  simulation: Simulation,
  stream: string,
  options: ReadOptions = {},
): readonly JsonObject[] {
  const records = withCurrencies(simulation, stream, entryNamed(streams, stream, "stream")(simulation, options));
  return simulation.settings.nulls === "sent" ? records : records.map(withoutNulls);
}

/** Removes fields that are null, at any depth. */
function withoutNulls(record: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(record, (_, value: Json) => value ?? undefined));
}

function withCurrencies({ world }: Simulation, stream: string, records: readonly JsonObject[]): readonly JsonObject[] {
  if (!withMoney.includes(stream)) return records;
  const currencies = new Map(world.adAccounts.map(({ id, currency }) => [id, currency]));
  return records.map((record) => ({
    ...record,
    currency: currencies.get(asText(record.AD_ACCOUNT_ID ?? record.ad_account_id)) ?? null,
  }));
}

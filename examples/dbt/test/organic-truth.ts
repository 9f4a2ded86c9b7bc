import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { grouped, lastFinalDay, type Records, type Row } from "./ads-truth.ts";

/** What the syncs so far have found, by key: tables keep days, and Pins of their first sync, that a later one doesn't return. */
export class OrganicTruth {
  readonly #snapshots = new Map<string, JsonObject>();
  readonly #pins = new Map<string, JsonObject>();

  /** Adds what a sync finds now. */
  learn(records: Records): void {
    for (const row of records("account_snapshots")) this.#snapshots.set(asText(row.date), row);
    for (const row of records("pins")) if (!this.#pins.has(asText(row.id))) this.#pins.set(asText(row.id), row);
  }

  /**
   * Returns the rows of all models that aren't reports of ads, by model.
   * @param adRows rows of the ads by day
   * @param timeZone the time zone of local times
   */
  rows(records: Records, adRows: readonly Row[], timeZone: string): ReadonlyMap<string, readonly Row[]> {
    const pinDays = records("pin_analytics").map((row) => ({
      pin_id: row.pin_id ?? null,
      date_day: row.date ?? null,
      data_status: row.data_status ?? null,
      impressions: metric(row, "IMPRESSION"),
      outbound_clicks: metric(row, "OUTBOUND_CLICK"),
      pin_clicks: metric(row, "PIN_CLICK"),
      saves: metric(row, "SAVE"),
    }));
    const accountDay = (row: JsonObject) => ({
      date_day: row.date ?? null,
      data_status: row.data_status ?? null,
      impressions: metric(row, "IMPRESSION"),
      engagements: metric(row, "ENGAGEMENT"),
      outbound_clicks: metric(row, "OUTBOUND_CLICK"),
      pin_clicks: metric(row, "PIN_CLICK"),
      saves: metric(row, "SAVE"),
    });
    const pins = [...this.#pins.values()].map((row) => pinOf(row, timeZone));
    return new Map<string, readonly Row[]>(
      Object.entries({
        pinterest__pins_by_day: pinDays,
        pinterest__account_by_day: records("user_account_analytics").map(accountDay),
        pinterest__account_by_split: records("user_account_analytics_split").map((row) => ({
          ...accountDay(row),
          split: row.split ?? null,
          value: row.value ?? null,
        })),
        pinterest__boards: records("boards").map((row) => ({
          board_id: row.id ?? null,
          board_name: row.name ?? null,
          privacy: row.privacy ?? null,
          followers: row.follower_count ?? null,
          pins: row.pin_count ?? null,
        })),
        pinterest__followers: [...this.#snapshots.values()].map((row) => ({
          account_id: row.id ?? null,
          date_day: row.date ?? null,
          followers: row.follower_count ?? null,
          pins: row.pin_count ?? null,
        })),
        pinterest__creatives: records("ad_pins").map((row) => ({
          advertiser_id: row.ad_account_id ?? null,
          pin_id: row.id ?? null,
          title: row.title ?? null,
          description: row.description ?? null,
          link: row.link ?? null,
          creative_type: row.creative_type ?? null,
          media_type: isObject(row.media) ? (row.media.media_type ?? null) : null,
        })),
        pinterest__paid_and_organic_by_pin: paidAndOrganic(adRows, pinDays),
        stg_ad_spend: records("campaign_analytics_report").map((row) => adSpend(row, records("campaigns"))),
        stg_pins: pins,
        account_by_month: this.#months(pins),
      }),
    );
  }

  #months(pins: readonly Row[]): readonly Row[] {
    const followers = new Map<string, Json>();
    for (const [date, row] of [...this.#snapshots].toSorted(([one], [other]) => (one < other ? -1 : 1)))
      followers.set(`${date.slice(0, 7)}-01`, row.follower_count ?? null);
    const months = new Set([...pins.map(({ month }) => asText(month)), ...followers.keys()]);
    return [...months].map((month) => {
      const created = pins.filter((pin) => pin.month === month);
      const likes = created.map((pin) => pin.likes).filter((value) => typeof value === "number");
      const total = likes.length === 0 ? null : likes.reduce((one, other) => one + other, 0);
      return {
        month,
        followers: followers.get(month) ?? null,
        new_pins: created.length,
        pins_so_far: pins.filter((pin) => asText(pin.month) <= month).length,
        likes: total,
        likes_per_pin: total === null ? null : total / likes.length,
      };
    });
  }
}

function metric(row: JsonObject, name: string): Json {
  return isObject(row.metrics) ? (row.metrics[name] ?? null) : null;
}

function pinOf(row: JsonObject, timeZone: string): Row {
  const created = asText(row.created_at).slice(0, 19);
  // Swedish has the form of ISO 8601.
  const local = new Date(`${created}Z`).toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
  const lifetime = isObject(row.pin_metrics) ? row.pin_metrics.lifetime_metrics : undefined;
  return {
    pin_id: row.id ?? null,
    board_id: row.board_id ?? null,
    title: row.title ?? null,
    created_at_utc: created,
    created_at_local: local,
    month: `${local.slice(0, 7)}-01`,
    likes: isObject(lifetime) ? (lifetime.reaction ?? null) : null,
  };
}

/** Returns spend by campaign and day. */
function adSpend(row: JsonObject, campaigns: readonly JsonObject[]): Row {
  const inUnits = (value: Json | undefined) => (typeof value === "number" ? value / 1e6 : null);
  return {
    campaign_id: row.CAMPAIGN_ID ?? null,
    campaign_name: campaigns.find(({ id }) => id === row.CAMPAIGN_ID)?.name ?? null,
    date: row.DATE ?? null,
    currency: row.currency ?? null,
    spend: inUnits(row.SPEND_IN_MICRO_DOLLAR),
    checkout_value: inUnits(row.TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR),
    is_final: asText(row.DATE) < lastFinalDay(),
  };
}

function paidAndOrganic(adRows: readonly Row[], pinDays: readonly Row[]): readonly Row[] {
  const key = (row: Row) => `${asText(row.pin_id)} ${asText(row.date_day)}`;
  const organic = new Map(pinDays.map((row) => [key(row), row]));
  const total = (rows: readonly Row[], column: string) => rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  const paid = grouped(adRows, ["pin_id", "date_day", "currency_code"]).map((rows) => {
    const { pin_id = null, date_day = null, currency_code = null } = rows[0] ?? {};
    const sums = { paid_impressions: total(rows, "paid_impressions"), paid_clicks: total(rows, "paid_clicks") };
    return { pin_id, date_day, currency_code, ...sums, spend: total(rows, "spend") };
  });
  const promoted = new Set(paid.map(key));
  const none = { currency_code: null, paid_impressions: null, paid_clicks: null, spend: null };
  const unpromoted = pinDays.filter((row) => !promoted.has(key(row)));
  return [...paid, ...unpromoted.map(({ pin_id = null, date_day = null }) => ({ pin_id, date_day, ...none }))].map(
    (row) => ({
      ...row,
      organic_impressions: organic.get(key(row))?.impressions ?? null,
      organic_outbound_clicks: organic.get(key(row))?.outbound_clicks ?? null,
    }),
  );
}

import { asText, type Json, type JsonObject } from "../../../src/base/json.ts";
import { ahead } from "../../../test/today.ts";

/** The records of a stream that a correct connector emits. */
export type Records = (stream: string) => readonly JsonObject[];

/** A row of a model, by column. */
export type Row = JsonObject;

type Level = "account" | "campaign" | "ad_group";

const byKey = (rows: readonly JsonObject[], key = "id") => new Map(rows.map((row) => [asText(row[key]), row]));
const money = (micro: number) => micro / 1e6;
const time = (seconds: Json | undefined) =>
  typeof seconds === "number" ? new Date(seconds * 1000).toISOString().slice(0, 19) : null;

/** Returns the sum of a column, or null if no row has it. */
function sum(rows: readonly JsonObject[], column: string): number | null {
  const values = rows.map((row) => row[column]).filter((value) => typeof value === "number");
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}

export function grouped(rows: readonly JsonObject[], columns: readonly string[]): readonly (readonly JsonObject[])[] {
  const groups = new Map<string, JsonObject[]>();
  for (const row of rows) {
    const key = columns.map((column) => asText(row[column])).join(" ");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** Returns the rows of all models of ads, by model, from the records of the connector. */
export function adsTruth(records: Records): ReadonlyMap<string, readonly Row[]> {
  const accounts = byKey(records("ad_accounts"));
  const campaigns = byKey(records("campaigns"));
  const adGroups = byKey(records("ad_groups"));
  const ads = byKey(records("ads"));
  const keywords = byKey(records("keywords"));
  const promotions = byKey(records("product_group_promotions"));
  const catalogGroups = byKey(records("catalogs_product_groups"));
  const countries = byKey(records("ad_account_countries"), "code");
  const found = (entities: ReadonlyMap<string, JsonObject>, id: Json | undefined, column: string) =>
    entities.get(asText(id))?.[column] ?? null;

  const parents = (row: JsonObject, level: Level): Row => ({
    source_relation: "",
    date_day: row.DATE ?? null,
    advertiser_id: row.AD_ACCOUNT_ID ?? null,
    advertiser_name: found(accounts, row.AD_ACCOUNT_ID, "name"),
    ...(level === "account"
      ? {}
      : {
          campaign_id: row.CAMPAIGN_ID ?? null,
          campaign_name: found(campaigns, row.CAMPAIGN_ID, "name"),
          campaign_status: found(campaigns, row.CAMPAIGN_ID, "status"),
        }),
    ...(level === "ad_group"
      ? {
          ad_group_id: row.AD_GROUP_ID ?? null,
          ad_group_name: found(adGroups, row.AD_GROUP_ID, "name"),
          ad_group_status: found(adGroups, row.AD_GROUP_ID, "status"),
        }
      : {}),
  });
  const ratio = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator);
  const moneyOf = (spend: number, outboundClicks: number, checkouts: number, value: number): Row => ({
    outbound_clicks: outboundClicks,
    checkouts,
    checkout_value: value,
    checkout_roas: ratio(value, spend),
    cost_per_outbound_click: ratio(spend, outboundClicks),
    cost_per_checkout: ratio(spend, checkouts),
  });
  const metrics = (rows: readonly JsonObject[]): Row => ({
    currency_code: rows[0]?.currency ?? null,
    impressions: (sum(rows, "IMPRESSION_1") ?? 0) + (sum(rows, "IMPRESSION_2") ?? 0),
    clicks: (sum(rows, "CLICKTHROUGH_1") ?? 0) + (sum(rows, "CLICKTHROUGH_2") ?? 0),
    spend: money(sum(rows, "SPEND_IN_MICRO_DOLLAR") ?? 0),
    total_conversions: sum(rows, "TOTAL_CONVERSIONS") ?? 0,
    total_conversions_quantity: null,
    total_conversions_value: money(sum(rows, "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR") ?? 0),
    paid_impressions: sum(rows, "IMPRESSION_1"),
    paid_clicks: sum(rows, "CLICKTHROUGH_1"),
    ...moneyOf(
      money(sum(rows, "SPEND_IN_MICRO_DOLLAR") ?? 0),
      (sum(rows, "OUTBOUND_CLICK_1") ?? 0) + (sum(rows, "OUTBOUND_CLICK_2") ?? 0),
      sum(rows, "TOTAL_CHECKOUT") ?? 0,
      money(sum(rows, "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR") ?? 0),
    ),
  });
  /** One row per combination of the columns, with further columns of its first record. */
  const model = (
    rows: readonly JsonObject[],
    level: Level,
    columns: readonly string[],
    more: (row: JsonObject) => Row,
  ): readonly Row[] =>
    grouped(rows, ["DATE", ...columns]).map((group) => {
      const first = group[0] ?? {};
      return { ...parents(first, level), ...metrics(group), ...more(first) };
    });
  const report = (stream: string, level: Level, columns: readonly string[], more: (row: JsonObject) => Row) =>
    model(records(stream), level, columns, more);

  const place = (type: "COUNTRY" | "REGION") => {
    const rows = records("campaign_targeting_report").filter((row) => row.TARGETING_TYPE === type);
    return model(rows, "campaign", ["CAMPAIGN_ID", "TARGETING_VALUE"], (row) => {
      const [country = ""] = asText(row.TARGETING_VALUE).split("-");
      const campaign = campaigns.get(asText(row.CAMPAIGN_ID)) ?? {};
      const cap = (name: string) => (typeof campaign[name] === "number" ? money(campaign[name]) : null);
      return {
        country_id: country,
        country_name: found(countries, country, "name"),
        ...(type === "REGION" ? { region_id: row.TARGETING_VALUE ?? null, region_name: null } : {}),
        campaign_created_at: time(campaign.created_time),
        campaign_start_time: time(campaign.start_time),
        campaign_end_time: time(campaign.end_time),
        campaign_objective_type: campaign.objective_type ?? null,
        budget_spend_cap: cap("daily_spend_cap"),
        lifetime_spend_cap: cap("lifetime_spend_cap"),
        default_ad_group_budget_in_micro_currency: campaign.default_ad_group_budget_in_micro_currency ?? null,
        is_campaign_budget_optimization: campaign.is_campaign_budget_optimization ?? null,
        is_flexible_daily_budgets: campaign.is_flexible_daily_budgets ?? null,
      };
    });
  };
  const ofAd = (row: JsonObject): Row => {
    const ad = ads.get(asText(row.PIN_PROMOTION_ID)) ?? {};
    const { destination_url: url } = ad;
    return {
      pin_promotion_id: row.PIN_PROMOTION_ID ?? null,
      pin_name: ad.name ?? null,
      pin_status: ad.status ?? null,
      creative_type: ad.creative_type ?? null,
      pin_id: ad.pin_id ?? null,
      destination_url: url ?? null,
      base_url: typeof url === "string" ? `${new URL(url).origin}${new URL(url).pathname}` : null,
    };
  };
  const weekRows = (days: readonly Row[]) =>
    grouped(
      days.map((row) => ({ ...row, week: mondayOf(asText(row.date_day)) })),
      ["campaign_id", "week"],
    ).map((rows): Row => {
      const [first = {}] = rows;
      const total = (column: string) => sum(rows, column) ?? 0;
      return {
        ...Object.fromEntries(weekColumns.map((column) => [column, first[column] ?? null])),
        spend: total("spend"),
        ...moneyOf(total("spend"), total("outbound_clicks"), total("checkouts"), total("checkout_value")),
        is_final: rows.every(({ date_day: day }) => asText(day) < lastFinalDay()),
      };
    });
  const adRows = report("pin_promotion_report", "ad_group", ["PIN_PROMOTION_ID"], ofAd);

  const campaignRows = report("campaign_analytics_report", "campaign", ["CAMPAIGN_ID"], (row) =>
    resultsOf(row, found(campaigns, row.CAMPAIGN_ID, "objective_type")),
  );
  return new Map(
    Object.entries({
      advertiser_report: report("advertiser_report", "account", ["AD_ACCOUNT_ID"], (row) => ({
        country: found(accounts, row.AD_ACCOUNT_ID, "country"),
      })),
      campaign_report: campaignRows,
      campaign_report_by_week: weekRows(campaignRows),
      ad_group_report: report("ad_group_report", "ad_group", ["AD_GROUP_ID"], (row) => ({
        created_at: time(found(adGroups, row.AD_GROUP_ID, "created_time")),
        start_time: time(found(adGroups, row.AD_GROUP_ID, "start_time")),
        end_time: time(found(adGroups, row.AD_GROUP_ID, "end_time")),
      })),
      pin_promotion_report: adRows,
      url_report: adRows.flatMap((row) => (row.destination_url === null ? [] : [{ ...row, ...urlParts(row) }])),
      keyword_report: report("keyword_report", "ad_group", ["AD_GROUP_ID", "KEYWORD_ID"], (row) => ({
        keyword_id: row.KEYWORD_ID ?? null,
        keyword_value: found(keywords, row.KEYWORD_ID, "value"),
        match_type: found(keywords, row.KEYWORD_ID, "match_type"),
        parent_type: found(keywords, row.KEYWORD_ID, "parent_type"),
      })),
      product_report: report("product_item_report", "ad_group", ["AD_GROUP_ID", "PRODUCT_ITEM_ID"], (row) => ({
        product_item_id: row.PRODUCT_ITEM_ID ?? null,
      })),
      product_group_report: report("product_group_report", "ad_group", ["PRODUCT_GROUP_ID"], (row) => {
        const group = found(promotions, row.PRODUCT_GROUP_ID, "catalog_product_group_id");
        return {
          product_group_id: row.PRODUCT_GROUP_ID ?? null,
          product_group_status: found(promotions, row.PRODUCT_GROUP_ID, "status"),
          catalog_product_group_id: group,
          catalog_product_group_name:
            found(catalogGroups, group, "name") ??
            found(promotions, row.PRODUCT_GROUP_ID, "catalog_product_group_name"),
          catalog_id: found(catalogGroups, group, "catalog_id"),
        };
      }),
      campaign_country_report: place("COUNTRY"),
      campaign_region_report: place("REGION"),
    }).map(([name, rows]) => [`pinterest_ads__${name}`, rows]),
  );
}

/** What describes a campaign's week. */
const weekColumns =
  `source_relation week advertiser_id advertiser_name campaign_id campaign_name campaign_objective_type currency_code`.split(
    " ",
  );

/** Returns the day before which days are final. It depends on the machine's date, which dbt has. */
export function lastFinalDay(): string {
  return new Date(Date.now() - ahead - 30 * 86_400_000).toISOString().slice(0, 10);
}

function mondayOf(day: string): string {
  const time = Date.parse(day);
  return new Date(time - ((new Date(time).getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
}

function resultsOf(row: JsonObject, objective: Json): Row {
  const [type, column] =
    objective === "AWARENESS"
      ? ["paid impressions", "IMPRESSION_1"]
      : asText(objective).startsWith("VIDEO")
        ? ["video views", "VIDEO_MRC_VIEWS_1"]
        : objective === "CONSIDERATION" || objective === "WEB_SESSIONS"
          ? ["paid clicks", "CLICKTHROUGH_1"]
          : ["conversions", "TOTAL_CONVERSIONS"];
  return { campaign_objective_type: objective, result_type: type, results: row[column] ?? null };
}

function urlParts(row: Row): Row {
  const { host, pathname, search } = new URL(asText(row.destination_url));
  const parameters = search.slice(1).split("&");
  const utm = (name: string) => {
    const parameter = parameters.find((one) => one.startsWith(`utm_${name}=`));
    return [`utm_${name}`, parameter?.slice(name.length + 5) || null] as const;
  };
  const names = ["source", "medium", "campaign", "content", "term"];
  return { url_host: host, url_path: pathname, ...Object.fromEntries(names.map(utm)) };
}

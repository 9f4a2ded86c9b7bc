import type { Simulator } from "../../simulator/simulator.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import { enumerated, ofAccounts, type Reading, reportDays, reportRowsOf, syncDays } from "./ads-by-hand.ts";
import { everyStatus } from "./ads-cases.ts";
import { type Answer, get, itemsOf, type Query, rowsOf, send, textOf, walk } from "./api.ts";

/*
 * The streams beside boards, Pins and advertising read by hand, request by request. What is refused to the token's user,
 * or not found, has no rows.
 */

const all = { page_size: 250 };

/** The settings that the readings are of. */
export const settings = { terms: ["garden", "庭"], countries: ["US", "DE"], trendRegions: ["US", "GB+IE", "MX"] };
const markets = ["US", "GB+IE"];

const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Records with more fields, where they have none of the name. */
const stamped = (records: readonly JsonObject[], stamps: JsonObject): JsonObject[] =>
  records.map((record) => ({ ...stamps, ...record }));

const secrets = ["cryptographic_key", "partner_access_token", "partner_refresh_token", "partner_primary_email"];
const withoutSecrets = (record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !secrets.includes(name)));

/** Every ad account, or those in which the request is not refused. */
async function eachAccount(simulator: Simulator, read: (path: string, id: string) => Promise<JsonObject[]>) {
  const records: JsonObject[] = [];
  for (const account of await walk(simulator, "/ad_accounts", all)) {
    const id = asText(account.id);
    records.push(...stamped(await read(`/ad_accounts/${id}`, id), { ad_account_id: id }));
  }
  return records;
}

/** Every page of a list; nothing, where it is refused or not there. */
async function pagesOf(simulator: Simulator, path: string, query: Query = {}): Promise<JsonObject[]> {
  const { status } = await get(simulator, path, { page_size: 1, ...query });
  return status === 403 || status === 404 ? [] : walk(simulator, path, { ...all, ...query });
}

function listed(what: string, query: Query = {}): Reading {
  return (simulator) => eachAccount(simulator, (path) => pagesOf(simulator, `${path}/${what}`, query));
}

/** An answer that is no list, made rows of. */
function asked(what: string, rowsIn: (body: Json) => JsonObject[], ...queries: readonly Query[]): Reading {
  return (simulator) =>
    eachAccount(simulator, async (path) => {
      const records: JsonObject[] = [];
      for (const query of queries.length === 0 ? [{}] : queries) {
        const { status, body } = await get(simulator, `${path}/${what}`, query);
        if (status === 200) records.push(...rowsIn(body));
      }
      return records;
    });
}

const single = (body: Json) => objects([body]);
const itemsIn = (body: Json) => (isObject(body) ? objects(body.items) : []);

const accountReadings: Readonly<Record<string, Reading>> = {
  promotions: listed("promotions"),
  order_lines: listed("order_lines"),
  labels: async (simulator) =>
    (await listed("labels", { entity_statuses: "ACTIVE,ARCHIVED" })(simulator)).flatMap(
      ({ labels, ad_account_id: id }) => stamped(objects(labels), { ad_account_id: id }),
    ),
  lead_forms: listed("lead_forms"),
  lead_ads_subscriptions: async (simulator) => (await listed("leads/subscriptions")(simulator)).map(withoutSecrets),
  targeting_templates: listed("targeting_templates", { include_sizing: true }),
  report_templates: listed("templates"),
  customer_segments: listed("customer_segments"),
  billing_profiles: listed("billing_profiles", { is_active: false }),
  billing_invoices: listed("billing_invoices"),
  ads_credit_discounts: async (simulator) =>
    (await listed("ads_credit/discounts")(simulator)).map((record) => {
      const { discountType: type, discountCurrency: currency, discountInMicroCurrency: amount, title } = record;
      return { ...record, id: `${asText(type)}/${asText(currency)}/${asText(amount)}/${asText(title)}` };
    }),
  ssio_accounts: asked("ssio/accounts", single),
  ssio_insertion_orders: listed("ssio/insertion_orders/status"),
  ssio_order_lines: listed("ssio/order_lines"),
  terms_of_service: asked("terms_of_service", single, { include_html: true }),
  audience_insights: asked(
    "audience_insights",
    single,
    { audience_insight_type: "YOUR_TOTAL_AUDIENCE" },
    { audience_insight_type: "YOUR_ENGAGED_AUDIENCE" },
    { audience_insight_type: "PINTEREST_TOTAL_AUDIENCE" },
  ),
  audience_insight_definitions: asked("insights/audiences", itemsIn),
  audience_shared_accounts: (simulator) =>
    eachAccount(simulator, async (path) => {
      const records: JsonObject[] = [];
      for (const ownership_type of ["OWNED", "RECEIVED"]) {
        for (const { id } of await pagesOf(simulator, `${path}/audiences`, { ownership_type })) {
          records.push(...(await sharedAccounts(simulator, `${path}/audiences/shared/accounts`, asText(id))));
        }
      }
      return records;
    }),
  page_visit_conversion_tags: listed("conversion_tags/page_visit"),
  ocpm_eligible_conversion_tags: asked("conversion_tags/ocpm_eligible", (body) =>
    Object.values(isObject(body) ? body : {}).flatMap(objects),
  ),
  advertiser_defined_events: asked("advertiser_defined_events", itemsIn),
  conversion_event_quality_scores: asked(
    "conversion_eqs",
    objects,
    { lookback_period: "1d" },
    { lookback_period: "14d" },
  ),
  keyword_metrics: (simulator) =>
    eachAccount(simulator, async (path) => {
      const records: JsonObject[] = [];
      for (const country_code of settings.countries) {
        const query = { country_code, keywords: settings.terms.join() };
        const { status, object } = await get(simulator, `${path}/keywords/metrics`, query);
        if (status === 200) records.push(...stamped(objects(object.data), { country_code }));
      }
      return records;
    }),
  ad_pin_analytics: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const pins = new Map<string, Set<string>>();
      for (const ad of await walk(simulator, `${path}/ads`, { ...all, entity_statuses: everyStatus })) {
        const campaign = asText(ad.campaign_id);
        pins.set(campaign, (pins.get(campaign) ?? new Set()).add(asText(ad.pin_id)));
      }
      const records: JsonObject[] = [];
      for (const [campaign_id, ofCampaign] of pins) {
        const answer = await get(simulator, `${path}/pins/analytics`, {
          start_date: syncDays.startDate,
          end_date: syncDays.endDate,
          granularity: "DAY",
          columns: pinColumns.join(),
          campaign_id,
          pin_ids: [...ofCampaign].slice(0, 100),
        });
        records.push(...stamped(rowsOf(answer), { AD_ACCOUNT_ID: id, CAMPAIGN_ID: campaign_id }));
      }
      return records;
    }),
};

/** Columns of the reading of Pins in campaigns. */
export const pinColumns = ["SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1", "TOTAL_CONVERSIONS", "CAMPAIGN_NAME"];

async function sharedAccounts(simulator: Simulator, path: string, id: string): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for (const account_type of ["AD_ACCOUNT", "BUSINESS_ACCOUNT"]) {
    const shared = await pagesOf(simulator, path, { audience_id: id, account_type });
    records.push(...stamped(shared, { audience_id: id }));
  }
  return records;
}

async function eachBusiness(
  simulator: Simulator,
  read: (path: string) => Promise<JsonObject[]>,
): Promise<JsonObject[]> {
  const employers = await walk(simulator, "/businesses/employers", all);
  const ids = [...employers, (await get(simulator, "/user_account")).object].map(({ id }) => asText(id));
  const records: JsonObject[] = [];
  for (const id of new Set(ids)) records.push(...stamped(await read(`/businesses/${id}`), { business_id: id }));
  return records;
}

function ofBusiness(what: string, name: string, values: readonly (string | boolean)[], query: Query = {}): Reading {
  return (simulator) =>
    eachBusiness(simulator, async (path) => {
      const records: JsonObject[] = [];
      for (const value of values) {
        const found = await pagesOf(simulator, `${path}/${what}`, { ...query, [name]: value });
        records.push(...stamped(found, { [name]: value }));
      }
      return records;
    });
}

const assetTypes = ["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER"];
const partnerTypes = ["INTERNAL", "EXTERNAL"];
const businessMembers = ofBusiness("members", "fetch_system_users", [false, true], { assets_summary: true });
const businessPartners = ofBusiness("partners", "partner_type", partnerTypes, { assets_summary: true });
const businessAssets = ofBusiness("assets", "asset_type", assetTypes);
const businessAudiences: Reading = (simulator) =>
  eachBusiness(simulator, (path) => pagesOf(simulator, `${path}/audiences`));

/** The children of each record of another reading. */
function below(
  parents: Reading,
  read: (simulator: Simulator, parent: JsonObject, business: string) => Promise<JsonObject[]>,
): Reading {
  return async (simulator) => {
    const records: JsonObject[] = [];
    for (const parent of await parents(simulator)) {
      const { business_id: id } = parent;
      records.push(...stamped(await read(simulator, parent, `/businesses/${asText(id)}`), { business_id: id }));
    }
    return records;
  };
}

async function eachType(simulator: Simulator, path: string, query: Query = {}): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for (const type of assetTypes) records.push(...(await pagesOf(simulator, path, { ...query, asset_type: type })));
  return records;
}

const withUserId = (record: JsonObject): JsonObject => ({
  ...record,
  user_id: isObject(record.user) ? record.user.id : null,
});

const businessReadings: Readonly<Record<string, Reading>> = {
  business_employers: (simulator) => walk(simulator, "/businesses/employers", all),
  business_members: businessMembers,
  business_partners: businessPartners,
  business_assets: businessAssets,
  business_member_assets: below(businessMembers, async (simulator, { id }, business) =>
    stamped(await eachType(simulator, `${business}/members/${asText(id)}/assets`), { member_id: id }),
  ),
  business_partner_assets: below(businessPartners, async (simulator, { id, partner_type: type }, business) =>
    stamped(await eachType(simulator, `${business}/partners/${asText(id)}/assets`, { partner_type: asText(type) }), {
      partner_id: id,
      partner_type: type,
    }),
  ),
  business_asset_members: below(businessAssets, async (simulator, { asset_id: id }, business) => {
    const records: JsonObject[] = [];
    for (const fetch_system_users of [false, true]) {
      const members = await pagesOf(simulator, `${business}/assets/${asText(id)}/members`, { fetch_system_users });
      records.push(...stamped(members.map(withUserId), { asset_id: id, fetch_system_users }));
    }
    return records;
  }),
  business_asset_partners: below(businessAssets, async (simulator, { asset_id: id }, business) =>
    stamped((await pagesOf(simulator, `${business}/assets/${asText(id)}/partners`)).map(withUserId), { asset_id: id }),
  ),
  business_invites: ofBusiness("invites", "is_member", [true, false]),
  business_shared_audiences: businessAudiences,
  business_audience_shared_accounts: below(businessAudiences, (simulator, { id }, business) =>
    sharedAccounts(simulator, `${business}/audiences/shared/accounts`, asText(id)),
  ),
};

/** The children of each record of a list. */
async function children(
  simulator: Simulator,
  list: string,
  read: (id: string, parent: JsonObject) => Promise<readonly JsonObject[]>,
): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for (const parent of await walk(simulator, list, all)) records.push(...(await read(asText(parent.id), parent)));
  return records;
}

const processingResults: Reading = (simulator) =>
  children(simulator, "/catalogs/feeds", async (id) =>
    stamped(itemsOf(await get(simulator, `/catalogs/feeds/${id}/processing_results`, all)), { feed_id: id }),
  );

async function stats(simulator: Simulator, type: Json | undefined, kind: string, field: string, id: string) {
  if (type !== "RETAIL" && type !== "HOTEL") return [];
  const found = await walk(simulator, "/catalogs/reports/stats", {
    ...all,
    "parameters[catalog_type]": type,
    "parameters[report][report_type]": kind,
    [`parameters[report][${field}]`]: id,
  });
  return stamped(found, { feed_id: null, [field]: id, source_id: id });
}

/** The rows of each report, of a text with commas, in the plainest way there is to read one. */
async function reports(simulator: Simulator, list: string, type: string, field: string): Promise<JsonObject[]> {
  return children(simulator, list, async (id, { catalog_type: kind }) => {
    if (kind !== "RETAIL" && kind !== "HOTEL") return [];
    const body = { catalog_type: kind, report: { report_type: type, [field]: id } };
    const token = asText((await send(simulator, "/catalogs/reports", body)).object.token);
    let job: JsonObject = {};
    while (job.report_status !== "FINISHED") job = (await get(simulator, "/catalogs/reports", { token })).object;
    const text = await (await fetch(asText(job.url))).text();
    const [header = [], ...rows] = text
      .replace("\uFEFF", "")
      .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/u)
      .filter((line) => line !== "")
      .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/u));
    return rows.map((fields, index) => ({
      report_columns: Object.fromEntries(
        fields.map((text, place) => [
          header[place],
          text === "" ? null : text.replace(/^"|"$/gu, "").replaceAll('""', '"'),
        ]),
      ),
      report_list: null,
      report_row: index + 1,
      ad_account_id: null,
      catalog_type: kind,
      report_type: type,
      [field]: id,
    }));
  });
}

const catalogReadings: Readonly<Record<string, Reading>> = {
  catalogs_feed_processing_results: processingResults,
  catalogs_item_issues: async (simulator) => {
    const records: JsonObject[] = [];
    for (const { id } of await processingResults(simulator)) {
      const issues = await walk(simulator, `/catalogs/processing_results/${asText(id)}/item_issues`, all);
      records.push(...stamped(issues, { processing_result_id: id }));
    }
    return records;
  },
  catalogs_product_group_product_counts: (simulator) =>
    children(simulator, "/catalogs/product_groups", async (id) => [
      { ...(await get(simulator, `/catalogs/product_groups/${id}/product_counts`)).object, product_group_id: id },
    ]),
  catalogs_product_group_products: (simulator) =>
    children(simulator, "/catalogs/product_groups", async (id) => {
      const products = await walk(simulator, `/catalogs/product_groups/${id}/products`, { ...all, pin_metrics: true });
      return products.map((one) => ({ ...one, product_group_id: id, pin_id: isObject(one.pin) ? one.pin.id : null }));
    }),
  catalogs_available_filter_values: (simulator) =>
    children(simulator, "/catalogs", async (id) => [
      { ...(await get(simulator, "/catalogs/available_filter_values", { catalog_id: id })).object, catalog_id: id },
    ]),
  catalogs_reports_feed_ingestion_issues: (simulator) =>
    reports(simulator, "/catalogs/feeds", "FEED_INGESTION_ISSUES", "feed_id"),
  catalogs_reports_distribution_issues: (simulator) =>
    reports(simulator, "/catalogs", "DISTRIBUTION_ISSUES", "catalog_id"),
  catalogs_reports_all_items: (simulator) => reports(simulator, "/catalogs", "ALL_ITEMS", "catalog_id"),
  catalogs_report_stats: async (simulator) => [
    ...(await children(simulator, "/catalogs/feeds", (id, { catalog_type: type }) =>
      stats(simulator, type, "FEED_INGESTION_ISSUES", "feed_id", id),
    )),
    ...(await children(simulator, "/catalogs", (id, { catalog_type: type }) =>
      stats(simulator, type, "DISTRIBUTION_ISSUES", "catalog_id", id),
    )),
  ],
};

/** One request for each of some values, made rows of. */
function forEach(
  values: readonly string[],
  ask: (value: string) => { readonly path: string; readonly query?: Query },
  rowsIn: (body: Json, value: string) => JsonObject[],
): Reading {
  return async (simulator) => {
    const records: JsonObject[] = [];
    for (const value of values) {
      const { path, query } = ask(value);
      const { status, body, text } = await get(simulator, path, query);
      if (status !== 200) throw new Error(text);
      records.push(...rowsIn(body, value));
    }
    return records;
  };
}

const types = [
  "APPTYPE",
  "GENDER",
  "LOCALE",
  "AGE_BUCKET",
  "LOCATION",
  "GEO",
  "INTEREST",
  "KEYWORD",
  "AUDIENCE_INCLUDE",
  "AUDIENCE_EXCLUDE",
];
const targeting = (wanted: readonly string[]): Reading =>
  forEach(
    wanted,
    (type) => ({ path: `/resources/targeting/${type}` }),
    (body, type) =>
      objects(body).flatMap((map) =>
        Object.entries(map).map(([id, name]) => ({ id, name: name ?? null, targeting_type: type })),
      ),
  );
const days = Array.from({ length: 31 }, (_, back) => new Date(Date.UTC(2026, 6, 9 - back)).toISOString().slice(0, 10));
const pairs = (first: readonly string[], second: readonly string[]) =>
  first.flatMap((one) => second.map((other) => `${one} ${other}`));
const engagementTypes = ["ENGAGEMENT", "OUTBOUND_CLICK", "SAVE"];
const categories: Reading = forEach(
  pairs(markets, engagementTypes),
  (pair) => {
    const [region = "", engagement_type = ""] = pair.split(" ");
    return { path: "/trends/product_categories/trending", query: { region, engagement_type } };
  },
  (body, pair) => stamped(objects(body), { region: pair.split(" ")[0] }),
);

const resourceReadings: Readonly<Record<string, Reading>> = {
  integrations: async (simulator) => (await walk(simulator, "/integrations", all)).map(withoutSecrets),
  ad_account_countries: async (simulator) => itemsOf(await get(simulator, "/resources/ad_account_countries")),
  delivery_metrics: async (simulator) => itemsOf(await get(simulator, "/resources/delivery_metrics")),
  lead_form_questions: async (simulator) => {
    const { items } = (await get(simulator, "/resources/lead_form_questions")).object;
    return (Array.isArray(items) ? items : []).map((name: Json) => ({ question_type: name }));
  },
  metrics_ready_state: forEach(
    days,
    (date) => ({ path: "/resources/metrics_ready_state", query: { date } }),
    (body, date) => stamped(single(body), { date }),
  ),
  targeting_options: targeting(types),
  interests: async (simulator) => {
    const records: JsonObject[] = [];
    for (const { id } of await targeting(["INTEREST"])(simulator)) {
      records.push((await get(simulator, `/resources/targeting/interests/${asText(id)}`)).object);
    }
    return records;
  },
  related_terms: forEach(
    settings.terms,
    (terms) => ({ path: "/terms/related", query: { terms } }),
    (body) => (isObject(body) ? objects(body.related_terms_list) : []),
  ),
  suggested_terms: forEach(
    settings.terms,
    (term) => ({ path: "/terms/suggested", query: { term, limit: 10 } }),
    (body, term) => (Array.isArray(body) ? body.map((suggestion: Json) => ({ suggestion, term })) : []),
  ),
  trending_keywords: forEach(
    pairs(settings.trendRegions, ["growing", "monthly", "yearly", "seasonal"]),
    (pair) => {
      const [region = "", type = ""] = pair.split(" ");
      return { path: `/trends/keywords/${encodeURIComponent(region)}/top/${type}`, query: { limit: 50 } };
    },
    (body, pair) => {
      const [region, type] = pair.split(" ");
      return stamped(isObject(body) ? objects(body.trends) : [], { region, trend_type: type });
    },
  ),
  trends_featured_topics: forEach(
    markets,
    (region) => ({ path: "/trends/topics/featured", query: { region } }),
    (body, region) => stamped(objects(body), { region }),
  ),
  trends_product_categories: categories,
  trends_product_category_details: async (simulator) => {
    const records: JsonObject[] = [];
    for (const { region, engagement_type, product_category } of await categories(simulator)) {
      const question = { region: asText(region), engagement_type: asText(engagement_type), lookback_window: 730 };
      const query = { ...question, product_categories: asText(product_category) };
      const { body } = await get(simulator, "/trends/product_categories/details", query);
      records.push(...stamped(objects(body), { ...question, lookback_window: "730" }));
    }
    return records;
  },
  trends_editorial_articles: forEach(
    markets,
    (region) => ({ path: "/trends/editorial_articles", query: { region } }),
    (body, region) => stamped(objects(body), { region }),
  ),
  search_partner_pins: async (simulator) => {
    const records: JsonObject[] = [];
    for (const term of settings.terms) {
      for (const country_code of settings.countries) {
        const pins = await walk(simulator, "/search/partner/pins", { term, country_code, limit: 50 });
        records.push(...stamped(pins, { term, country_code }));
      }
    }
    return records;
  },
  pin_product_tags: async (simulator) => {
    const records: JsonObject[] = [];
    for (const { id } of await walk(simulator, "/pins", { ...all, include_protected_pins: true })) {
      const { object } = await get(simulator, `/pins/${asText(id)}/product_tags`);
      records.push({ ...object, pin_id: id });
    }
    return records;
  },
};

/** Asks for a report, waits for it and downloads it: its rows by their key, ids as texts. */
async function reportedBy(
  simulator: Simulator,
  create: string,
  poll: string,
  body: JsonObject,
): Promise<[key: string, row: JsonObject][]> {
  const dataOf = ({ object }: Answer) => (isObject(object.data) ? object.data : object);
  const created = await send(simulator, create, body);
  for (let polls = 0; polls < 10; polls++) {
    const { url } = dataOf(await get(simulator, poll, { token: textOf(dataOf(created), "token") }));
    if (typeof url === "string") return reportRowsOf(await (await fetch(url)).text());
  }
  throw new Error(`The report does not finish: ${created.text}`);
}

export const productDays = { startDate: "2026-01-05", endDate: "2026-07-09" };

const reportReadings: Readonly<Record<string, Reading>> = {
  template_reports: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const records: JsonObject[] = [];
      for (const template of await walk(simulator, `${path}/templates`, all)) {
        const { id: template_id, is_deleted, report_format, report_level } = template;
        const isItems = asText(report_level).startsWith("PRODUCT_ITEM");
        if (is_deleted === true || report_format === "CSV" || isItems) continue;
        const query = `start_date=${reportDays.startDate}&end_date=${reportDays.endDate}&granularity=DAY`;
        const create = `${path}/templates/${asText(template_id)}/reports?${query}`;
        for (const [key, row] of await reportedBy(simulator, create, `${path}/reports`, {})) {
          const { TARGETING_TYPE: type, TARGETING_VALUE: value } = row;
          const row_id = type === undefined ? key : `${key}/${asText(type)}/${asText(value)}`;
          records.push({ ...row, AD_ACCOUNT_ID: id, TEMPLATE_ID: template_id, ENTITY_ID: key, ROW_ID: row_id });
        }
      }
      return records;
    }),
  mmm_report: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const rows = await reportedBy(simulator, `${path}/mmm_reports`, `${path}/mmm_reports`, {
        start_date: reportDays.startDate,
        end_date: reportDays.endDate,
        report_name: "All",
        level: "AD_GROUP_TARGETING",
        granularity: "DAY",
        targeting_types: enumerated("analytics/create_mmm_report", "targeting_types"),
        columns: enumerated("analytics/create_mmm_report", "columns"),
      });
      return rows.map(([key, row]) => ({ ...row, AD_GROUP_ID: key, AD_ACCOUNT_ID: id }));
    }),
  brand_category_sku_report: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const records: JsonObject[] = [];
      for (const part of ["PRODUCT_BRAND", "PRODUCT_CATEGORY", "PRODUCT_BRAND_AND_CATEGORY", "PRODUCT_SKU"]) {
        const address = `${path}/reports/brand_category_sku`;
        const rows = await reportedBy(simulator, address, address, {
          start_date: productDays.startDate,
          end_date: productDays.endDate,
          report_name: part,
          level: "AD_GROUP",
          granularity: "WEEK",
          conversion_product_breakdown: part,
          campaign_objective_types: [
            "AWARENESS",
            "CONSIDERATION",
            "WEB_CONVERSION",
            "CATALOG_SALES",
            "VIDEO_COMPLETION",
          ],
          columns: enumerated("analytics/create_conversion_product_report", "columns"),
        });
        for (const [key, row] of rows) {
          const { CONVERSION_PRODUCT_BRAND: brand, CONVERSION_PRODUCT_CATEGORY: category } = row;
          const bought = [brand, category, row.CONVERSION_PRODUCT_ID].filter((one) => one !== undefined).map(asText);
          records.push({
            ...row,
            AD_GROUP_ID: key,
            AD_ACCOUNT_ID: id,
            CONVERSION_PRODUCT_BREAKDOWN: part,
            PRODUCT: bought.join("/"),
          });
        }
      }
      return records;
    }),
};

export const coverageByHand: Readonly<Record<string, Reading>> = {
  ...accountReadings,
  ...businessReadings,
  ...catalogReadings,
  ...resourceReadings,
  ...reportReadings,
};

import assert from "node:assert/strict";
import { contracts } from "../../simulator/parameters.generated.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { isObject, type Json, type JsonObject } from "../../src/json.ts";
import { everyStatus } from "./ads-cases.ts";
import { get, itemsOf, type Query, rowsOf, send, textOf, walk } from "./api.ts";

/** Advertising and catalogues read by hand, request by request: what their truth is compared with. */
export type Reading = (simulator: Simulator) => Promise<JsonObject[]>;

const all = { page_size: 250 };
/** The days that the readings are of, by the stream: all that may be asked for at once, or two and a half windows. */
export const syncDays = { startDate: "2026-04-11", endDate: "2026-07-09" };
export const reportDays = { startDate: "2025-12-20", endDate: "2026-07-09" };
/** Numbers that are split by whom they reach have so many rows that fewer days must do. */
const targetingDays = { startDate: "2026-06-20", endDate: "2026-07-09" };
const itemDays = { startDate: "2026-05-20", endDate: "2026-07-09" };

async function accountsOf(simulator: Simulator): Promise<string[]> {
  const accounts = await walk(simulator, "/ad_accounts", all);
  const roles = ({ permissions }: JsonObject) => (Array.isArray(permissions) ? permissions : []);
  return accounts
    .filter((account) => !roles(account).includes("FINANCE_MANAGER"))
    .map((account) => textOf(account, "id"));
}

export async function ofAccounts(simulator: Simulator, read: (id: string, path: string) => Promise<JsonObject[]>) {
  const records: JsonObject[] = [];
  for (const id of await accountsOf(simulator)) records.push(...(await read(id, `/ad_accounts/${id}`)));
  return records;
}

function listed(what: string, ...queries: readonly Query[]): Reading {
  return (simulator) =>
    ofAccounts(simulator, async (_, path) => {
      const records: JsonObject[] = [];
      for (const query of queries) records.push(...(await walk(simulator, `${path}/${what}`, { ...all, ...query })));
      return records;
    });
}

const statuses = { entity_statuses: everyStatus.join() };

export function enumerated(operation: string, name: string): readonly string[] {
  const contract = contracts[operation];
  const schema = contract?.body?.properties[name] ?? contract?.parameters.find((one) => one.name === name)?.schema;
  assert.ok(schema?.type === "array" && schema.items.type === "string");
  return schema.items.enum ?? [];
}

/** Ids of what an ad account has, by the name of the list. */
async function idsOf(simulator: Simulator, path: string, what: string): Promise<string[]> {
  if (what !== "product_groups") {
    return (await walk(simulator, `${path}/${what}`, { ...all, ...statuses })).map((one) => textOf(one, "id"));
  }
  const ids: string[] = [];
  for (const adGroup of await idsOf(simulator, path, "ad_groups")) {
    const query = { ...all, ...statuses, ad_group_id: adGroup };
    const promotions = await walk(simulator, `${path}/product_group_promotions`, query);
    ids.push(...promotions.map((one) => textOf(one, "id")));
  }
  return ids;
}

function sync(operation: string, what: string | undefined, parameter = "", targeting = false): Reading {
  return (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const ids = what === undefined ? [""] : await idsOf(simulator, path, what);
      const records: JsonObject[] = [];
      const types = targeting ? enumerated(operation, "targeting_types") : [];
      // One operation has more ways to target than it may be asked for at once.
      const chunks = targeting ? [types.slice(0, 14), types.slice(14)].filter((chunk) => chunk.length > 0) : [[]];
      const batches = Array.from({ length: Math.ceil(ids.length / 100) }, (_, index) => index * 100);
      for (const [start, chunk] of batches.flatMap((batch) => chunks.map((one) => [batch, one] as const))) {
        const answer = await get(
          simulator,
          `${path}/${what === undefined ? "" : `${what}/`}${targeting ? "targeting_" : ""}analytics`,
          {
            start_date: (targeting ? targetingDays : syncDays).startDate,
            end_date: syncDays.endDate,
            granularity: "DAY",
            columns: enumerated(operation, "columns").join(),
            ...(what === undefined ? {} : { [parameter]: ids.slice(start, start + 100).join() }),
            ...(targeting ? { targeting_types: chunk.join() } : {}),
          },
        );
        assert.equal(answer.status, 200, answer.text);
        records.push(...rowsOf(answer).map((row) => flat(row, id)));
      }
      return records;
    });
}

function flat(row: JsonObject, id: string): JsonObject {
  const { metrics, targeting_type: type, targeting_value: value } = row;
  if (!isObject(metrics)) return { ...row, AD_ACCOUNT_ID: id };
  return { ...metrics, AD_ACCOUNT_ID: id, TARGETING_TYPE: type, TARGETING_VALUE: value };
}

/** Asks for a report, waits for it and downloads it: its text. */
export async function reportOf(simulator: Simulator, path: string, body: JsonObject): Promise<string> {
  const created = await send(simulator, `${path}/reports`, body);
  assert.equal(created.status, 200, created.text);
  for (let polls = 0; polls < 10; polls++) {
    const { object } = await get(simulator, `${path}/reports`, { token: textOf(created.object, "token") });
    if (object.report_status === "IN_PROGRESS") continue;
    assert.equal(object.report_status, "FINISHED");
    const response = await fetch(textOf(object, "url"));
    assert.equal(response.status, 200);
    const text = await response.text();
    if (object.size !== null) assert.equal(Buffer.byteLength(text), object.size);
    return text;
  }
  throw new Error("The report does not finish");
}

/** The rows of a report by their key, ids as texts. */
export function reportRowsOf(text: string): [key: string, row: JsonObject][] {
  const quoted = text.replaceAll(/("\w+_ID":|"TARGETING_VALUE":)(\d+)/gu, '$1"$2"');
  const body: Json = JSON.parse(quoted);
  assert.ok(isObject(body));
  return Object.entries(body).flatMap(([key, rows]) => {
    assert.ok(Array.isArray(rows) && rows.length > 0);
    return rows.filter(isObject).map((row: JsonObject): [string, JsonObject] => [key, row]);
  });
}

const running = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"];
const drafts = ["DRAFT", "DELETED_DRAFT"];
const ofAds = ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED"];

interface ReportReading {
  readonly level: string;
  readonly id: string;
  readonly filters?: readonly JsonObject[];
  readonly targeting?: boolean;
  readonly days?: { readonly startDate: string; readonly endDate: string };
  readonly length?: number;
}

function report({ level, id: column, filters = [{}], targeting = false, days, length = 186 }: ReportReading): Reading {
  const people = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];
  const refused = [
    ...(targeting || level === "KEYWORD" ? people : []),
    ...(level === "PRODUCT_ITEM" ? ["PIN_PROMOTION_ID", "AD_ID", "AD_NAME"] : []),
  ];
  const known = enumerated("analytics/create_report", "columns");
  const columns = enumerated("ads/analytics", "columns").filter(
    (name) => known.includes(name) && !refused.includes(name),
  );
  const types = enumerated("analytics/create_report", "targeting_types").filter(
    (type) =>
      (type !== "MEDIA_TYPE" || level === "PRODUCT_ITEM") && (type !== "AUDIENCE_MULTIPLIER" || level === "CAMPAIGN"),
  );
  const chunks: JsonObject[] = [];
  for (let start = 0; start < types.length; start += 5) chunks.push({ targeting_types: types.slice(start, start + 5) });
  const { startDate, endDate } = days ?? (targeting ? targetingDays : reportDays);
  return (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const records: JsonObject[] = [];
      const last = Date.parse(endDate);
      for (let start = Date.parse(startDate); start <= last; start += length * 86_400_000) {
        const end = Math.min(start + (length - 1) * 86_400_000, last);
        for (const filter of filters) {
          for (const chunk of targeting ? chunks : [{}]) {
            const text = await reportOf(simulator, path, {
              start_date: new Date(start).toISOString().slice(0, 10),
              end_date: new Date(end).toISOString().slice(0, 10),
              granularity: "DAY",
              level: targeting ? `${level}_TARGETING` : level,
              columns,
              ...filter,
              ...chunk,
            });
            const rows = reportRowsOf(text).map(([key, row]) => ({ ...row, [column]: key, AD_ACCOUNT_ID: id }));
            records.push(...rows);
          }
        }
      }
      return records;
    });
}

const campaigns = {
  level: "CAMPAIGN",
  id: "CAMPAIGN_ID",
  filters: [{ campaign_statuses: running }, { campaign_statuses: drafts }],
};
const adGroups = {
  level: "AD_GROUP",
  id: "AD_GROUP_ID",
  filters: [{ ad_group_statuses: running }, { ad_group_statuses: drafts }],
};
const ads = {
  level: "PIN_PROMOTION",
  id: "PIN_PROMOTION_ID",
  filters: [{ ad_statuses: ofAds }, { ad_statuses: drafts }],
};
const productGroups = {
  level: "PRODUCT_GROUP",
  id: "PRODUCT_GROUP_ID",
  filters: [{ product_group_statuses: ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"] }],
};
const advertiser = { level: "ADVERTISER", id: "AD_ACCOUNT_ID" };

export const adsByHand: Readonly<Record<string, Reading>> = {
  ad_accounts: (simulator) => walk(simulator, "/ad_accounts", all),
  campaigns: listed("campaigns", statuses),
  ad_groups: listed("ad_groups", statuses),
  ads: listed("ads", statuses),
  audiences: listed("audiences", { ownership_type: "OWNED" }, { ownership_type: "RECEIVED" }),
  customer_lists: listed("customer_lists", {}),
  conversion_tags: (simulator) =>
    ofAccounts(simulator, async (_, path) => itemsOf(await get(simulator, `${path}/conversion_tags`))),
  keywords: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const records = await walk(simulator, `${path}/keywords`, all);
      for (const campaign of await idsOf(simulator, path, "campaigns")) {
        records.push(...(await walk(simulator, `${path}/keywords`, { ...all, campaign_id: campaign })));
      }
      for (const adGroup of await idsOf(simulator, path, "ad_groups")) {
        records.push(...(await walk(simulator, `${path}/keywords`, { ...all, ad_group_id: adGroup })));
      }
      return records.map((record) => ({ ...record, ad_account_id: id }));
    }),
  product_group_promotions: (simulator) =>
    ofAccounts(simulator, async (id, path) => {
      const records: JsonObject[] = [];
      for (const adGroup of await idsOf(simulator, path, "ad_groups")) {
        const parameters = { ...all, ...statuses, ad_group_id: adGroup };
        records.push(...(await walk(simulator, `${path}/product_group_promotions`, parameters)));
      }
      return records.map((record) => ({ ...record, ad_account_id: id }));
    }),
  ad_account_analytics: sync("ad_account/analytics", undefined),
  campaign_analytics: sync("campaigns/analytics", "campaigns", "campaign_ids"),
  ad_group_analytics: sync("ad_groups/analytics", "ad_groups", "ad_group_ids"),
  ad_analytics: sync("ads/analytics", "ads", "ad_ids"),
  product_group_analytics: sync("product_groups/analytics", "product_groups", "product_group_ids"),
  ad_account_targeting_analytics: sync("ad_account_targeting_analytics/get", undefined, "", true),
  campaign_targeting_analytics: sync("campaign_targeting_analytics/get", "campaigns", "campaign_ids", true),
  ad_group_targeting_analytics: sync("ad_groups_targeting_analytics/get", "ad_groups", "ad_group_ids", true),
  ad_targeting_analytics: sync("ad_targeting_analytics/get", "ads", "ad_ids", true),
  advertiser_report: report(advertiser),
  campaign_analytics_report: report(campaigns),
  ad_group_report: report(adGroups),
  pin_promotion_report: report(ads),
  product_group_report: report(productGroups),
  product_item_report: report({ level: "PRODUCT_ITEM", id: "PRODUCT_ITEM_ID", days: itemDays, length: 31 }),
  keyword_report: report({ level: "KEYWORD", id: "KEYWORD_ID" }),
  advertiser_targeting_report: report({ ...advertiser, targeting: true }),
  campaign_targeting_report: report({ ...campaigns, targeting: true }),
  ad_group_targeting_report: report({ ...adGroups, targeting: true }),
  pin_promotion_targeting_report: report({ ...ads, targeting: true }),
  product_group_targeting_report: report({ ...productGroups, targeting: true }),
  product_item_targeting_report: report({ level: "PRODUCT_ITEM", id: "PRODUCT_ITEM_ID", targeting: true, length: 31 }),
  catalogs: (simulator) => walk(simulator, "/catalogs", all),
  catalogs_feeds: async (simulator) => {
    const feeds = await walk(simulator, "/catalogs/feeds", all);
    return feeds.map((feed) => Object.fromEntries(Object.entries(feed).filter(([name]) => name !== "credentials")));
  },
  catalogs_product_groups: (simulator) => walk(simulator, "/catalogs/product_groups", all),
};

/** The days that a stream's reading is of. */
export function daysOfReading(stream: string) {
  if (stream === "product_item_report") return itemDays;
  if (stream.includes("_targeting_")) return targetingDays;
  return /_reports?$/u.test(stream) ? reportDays : syncDays;
}

import { grouped } from "../../simulator/world/grouped.ts";
import { asText, isStringArray, type Json, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, listIn, page, respond, type Script } from "../../test/scripted-api.ts";
import type { RecordedAccount } from "./recorded-account.ts";

/** Lists by the end of their path. */
const lists: Readonly<Record<string, string>> = {
  "/ad_accounts": "ad_accounts",
  "/campaigns": "campaigns",
  "/ad_groups": "ad_groups",
  "/ads": "ads",
  "/audiences": "audiences",
  "/keywords": "keywords",
  "/product_group_promotions": "product_group_promotions",
  "/boards": "boards",
  "/pins": "pins",
  "/catalogs": "catalogs",
  "/integrations": "integrations",
  "/feeds": "catalogs_feeds",
  "/processing_results": "catalogs_feed_processing_results",
  "/item_issues": "catalogs_item_issues",
};

/** Synchronous analytics by the end of their path, with the parameter and column of the entity. */
const analytics: Readonly<Record<string, readonly [stream: string, column: string, parameter?: string]>> = {
  "/campaigns/analytics": ["campaign_analytics", "CAMPAIGN_ID", "campaign_ids"],
  "/ad_groups/analytics": ["ad_group_analytics", "AD_GROUP_ID", "ad_group_ids"],
  "/ads/analytics": ["ad_analytics", "AD_ID", "ad_ids"],
  "/analytics": ["ad_account_analytics", "AD_ACCOUNT_ID"],
};

const levels: Readonly<Record<string, readonly [stream: string, targeted: string, column: string]>> = {
  ADVERTISER: ["advertiser_report", "advertiser_targeting_report", "AD_ACCOUNT_ID"],
  CAMPAIGN: ["campaign_analytics_report", "campaign_targeting_report", "CAMPAIGN_ID"],
  AD_GROUP: ["ad_group_report", "ad_group_targeting_report", "AD_GROUP_ID"],
  PIN_PROMOTION: ["pin_promotion_report", "pin_promotion_targeting_report", "AD_ID"],
};

/** Metrics that were recorded as floats. */
const floats = /("(?:IMPRESSION|SAVE|ENGAGEMENT|CLOSEUP|CLICKTHROUGH)":\d+)(?=[,}])/gu;

/** Serves the rows of a recorded account, with what leads to them. */
export function serve({ rows, now }: RecordedAccount, limits: readonly string[]): Script {
  const of = (stream: string) => rows.get(stream) ?? [];
  let requests = 0;
  const answer = (request: ApiRequest): { readonly body: unknown } => {
    const { path, query, content } = request;
    if (path === "/user_account") return respond(200, { id: "1", username: "recorded" });
    if (path.startsWith("/download/")) return { body: fileOf(of, JSON.parse(decodeURIComponent(path.slice(10)))) };
    if (path.endsWith("/reports")) {
      const token = content === undefined ? (query.get("token") ?? "") : JSON.stringify(content);
      const url = `${request.address.origin}/download/${encodeURIComponent(token)}`;
      return respond(200, { report_status: "FINISHED", token, url, size: 1, message: "" });
    }
    if (path === "/user_account/analytics") {
      const days = of("user_account_analytics").filter(({ date }) =>
        isIn(date, query.get("start_date"), query.get("end_date")),
      );
      return { body: JSON.stringify({ all: { daily_metrics: days, summary_metrics: {} } }).replaceAll(floats, "$1.0") };
    }
    const [, [stream, column, parameter] = []] = Object.entries(analytics).find(([end]) => path.endsWith(end)) ?? [];
    if (stream !== undefined && column !== undefined) {
      const ids = parameter === undefined ? undefined : listIn(query, parameter);
      const found = of(stream)
        .filter(({ DATE: date }) => isIn(date, query.get("start_date"), query.get("end_date")))
        .filter((row) => ids?.includes(asText(row[column])) ?? true);
      return { body: `[${found.map((row) => textOf(row, column)).join()}]` };
    }
    const [, list] = Object.entries(lists).find(([end]) => path.endsWith(end)) ?? [];
    return page(list === undefined ? [] : [...of(list), ...unlisted(of, list)]);
  };
  return (request) => {
    requests += 1;
    const limit = limits[requests % limits.length];
    const date = new Date(now).toUTCString();
    return { ...answer(request), headers: { date, ...(limit === undefined ? {} : { "x-ratelimit-limit": limit }) } };
  };
}

const isIn = (date: Json | undefined, start: Json | undefined, end: Json | undefined) =>
  asText(date) >= asText(start) && asText(date) <= asText(end);

/** Writes a row with the IDs as numbers, except its own. */
function textOf(row: JsonObject, own: string): string {
  return JSON.stringify(row).replaceAll(/"(\w+_ID)":"(\d+)"/gu, (text, name, id) =>
    name === own ? text : `"${String(name)}":${String(id)}`,
  );
}

function fileOf(of: (stream: string) => readonly JsonObject[], body: JsonObject): string {
  const [level = "", isTargeted] = asText(body.level).split(/_(?=TARGETING$)/u);
  const [plain = "", targeted = "", column = ""] = levels[level] ?? [];
  const types = isStringArray(body.targeting_types) ? body.targeting_types : undefined;
  const daily = isTargeted === undefined ? plain : targeted;
  const stream = body.granularity === "MONTH" ? "custom_xxxxx_report" : daily;
  const rows = of(stream).filter(
    ({ DATE: date, DATE_RANGE: range, TARGETING_TYPE: type }) =>
      isIn(date ?? asText(range).slice(0, 10), body.start_date, body.end_date) &&
      (type === undefined || (types?.includes(asText(type)) ?? true)),
  );
  const groups = [...grouped(rows, (row) => asText(row[column]))];
  return `{${groups.map(([id, group]) => `"${id}":[${group.map((row) => textOf(row, "")).join()}]`).join()}}`;
}

/** By list: where its entities have metrics. */
const measured: Readonly<Record<string, readonly [stream: string, column: string]>> = {
  campaigns: ["campaign_analytics", "CAMPAIGN_ID"],
  ad_groups: ["ad_group_analytics", "AD_GROUP_ID"],
  ads: ["ad_analytics", "AD_ID"],
};

/** Returns entities that have metrics in the account and no recorded row of their own. */
function unlisted(of: (stream: string) => readonly JsonObject[], list: string): readonly JsonObject[] {
  const [stream = "", column = ""] = measured[list] ?? [];
  const ids = new Set(of(stream).map((row) => asText(row[column])));
  return [...ids].map((id) => ({ ...of(list)[0], id }));
}

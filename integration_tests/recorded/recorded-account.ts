import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";

/** Rows of a live account by the connector's stream, as its API had them at one time. */
export interface RecordedAccount {
  readonly name: string;
  /** Noon of the day after the last date in the rows, in epoch milliseconds. */
  readonly now: number;
  readonly rows: ReadonlyMap<string, readonly JsonObject[]>;
}

interface RecordedRow {
  readonly versions: readonly string[];
  readonly stream: string;
  readonly row: JsonObject;
}

/** Returns the accounts of a folder of records (its README): as few as have every row. */
export function recordedAccounts(folder: string): readonly RecordedAccount[] {
  const all = [...adsRows(folder), ...organicRows(folder)];
  const missing = new Set(all);
  const accounts: RecordedAccount[] = [];
  const versions = [...new Set(all.flatMap((each) => each.versions))];
  while (missing.size > 0) {
    const rowsOf = (version: string) => all.filter((each) => each.versions.includes(version));
    const newIn = (version: string) => rowsOf(version).filter((each) => missing.has(each)).length;
    const name = versions.toSorted((one, other) => newIn(other) - newIn(one))[0] ?? "";
    for (const each of rowsOf(name)) missing.delete(each);
    accounts.push(accountOf(name, rowsOf(name)));
  }
  const others = { parts: partsOf(folder), ...noticeIn(folder) };
  return [...accounts, ...Object.entries(others).map(([name, rows]) => accountOf(name, rows))];
}

function accountOf(name: string, all: readonly RecordedRow[]): RecordedAccount {
  const last = all.flatMap(({ row }) => /\d{4}-\d{2}-\d{2}$/u.exec(asText(row.date ?? row.DATE))?.[0] ?? []).toSorted();
  const now = Date.parse(`${last.at(-1) ?? "2026-06-30"}T12:00:00Z`) + 86_400_000;
  const rows = new Map<string, JsonObject[]>();
  for (const { stream, row } of all) rows.set(stream, [...(rows.get(stream) ?? []), row]);
  return { name, now, rows };
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

const listIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Reads the rows of ads, whose numbers another connector cast by its schemas. */
function adsRows(folder: string): readonly RecordedRow[] {
  const streams = read(folder, "airbyte-ads.json");
  const ads = isObject(streams) ? listIn(streams.ads).map(({ row }) => asText(isObject(row) ? row.pin_id : null)) : [];
  return Object.entries(isObject(streams) ? streams : {}).flatMap(([recorded, all]) =>
    listIn(all).flatMap(({ versions, row }) => {
      if (!isObject(row) || !Array.isArray(versions)) return [];
      const name = recorded === "custom_xxxxx_report" ? recorded : recorded.replace("advertizer", "advertiser");
      return [{ versions: versions.map(String), stream: name, row: uncast(row, ads) }];
    }),
  );
}

/** Undoes the casts of numbers: of statuses and IDs to text, and of long IDs to rounded numbers. */
function uncast(row: JsonObject, pinIds: readonly string[]): JsonObject {
  const changed = Object.entries(row).map(([name, value]) => {
    if (name.endsWith("_ENTITY_STATUS") && /^\d+$/u.test(asText(value))) return [name, Number(value)];
    if (name !== "PIN_ID") return [name, value];
    return [name, pinIds.find((id) => Number(Number(id).toPrecision(15)) === value) ?? value];
  });
  return Object.fromEntries(changed);
}

function organicRows(folder: string): readonly RecordedRow[] {
  return listIn(read(folder, "airbyte-organic-days.json")).flatMap(({ source, row }) => {
    const versions = [...asText(source).matchAll(/@([0-9a-f]{10})/gu)].map(([, version = ""]) => version);
    return isObject(row) ? [{ versions, stream: "user_account_analytics", row }] : [];
  });
}

const rowOf = (stream: string, row: unknown): readonly RecordedRow[] =>
  isObject(row) ? [{ versions: [], stream, row }] : [];

/** Reads parts of rows of other accounts, with their parents. */
function partsOf(folder: string): readonly RecordedRow[] {
  const catalog = read(folder, "business-catalogs_list.getpawsy.json");
  const integration = read(folder, "business-integrations_commerce_get.woocommerce.json");
  const issues = read(folder, "business-items_issues_list.woocommerce.json");
  return [
    ...listIn(read(folder, "ingestr-rows.json")).flatMap(({ operation, row }) =>
      rowOf(operation === "boards/list" ? "boards" : "pins", row),
    ),
    ...rowOf("catalogs", isObject(catalog) ? catalog.row : null),
    ...rowOf("integrations", isObject(integration) ? integration.body : null),
    ...rowOf("catalogs_feeds", { id: "1" }),
    ...rowOf("catalogs_feed_processing_results", { id: "2" }),
    ...itemsOf(issues, "body").flatMap((row) => rowOf("catalogs_item_issues", row)),
  ];
}

/** Reads the row of Pinterest's notice on product groups, in both of its forms, with its parents. */
function noticeIn(folder: string): Readonly<Record<string, readonly RecordedRow[]>> {
  const notice = read(folder, "business-product_group_promotions_list.pinterest-notice.json");
  const parents = [...rowOf("ad_accounts", { id: "549000000011" }), ...rowOf("ad_groups", { id: "2680059592705" })];
  const form = (key: string) => [
    ...parents,
    ...itemsOf(notice, key).flatMap((row) => rowOf("product_group_promotions", row)),
  ];
  return { "before the notice": form("before"), "after the notice": form("after") };
}

const itemsOf = (value: unknown, key: string): readonly JsonObject[] => {
  const body = isObject(value) ? value[key] : undefined;
  return listIn(isObject(body) ? body.items : undefined);
};

/** Returns the values of the header with rate limits that were recorded. */
export function recordedLimits(folder: string): readonly string[] {
  return listIn(read(folder, "headers.json")).flatMap(({ "x-ratelimit-limit": limit }) =>
    typeof limit === "string" ? [limit] : [],
  );
}

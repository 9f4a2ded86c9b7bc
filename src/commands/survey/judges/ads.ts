import { asText, type JsonObject } from "../../../base/json.ts";
import { metricColumns } from "../../../pinterest/operations/columns.generated.ts";
import { idsOf, within } from "../page.ts";
import { isEnded, type List, mistakes, rowsOf, type Sample } from "../sample.ts";
import { count, type Finding, type Judges, ofMistake } from "./finding.ts";

const archived = ["ARCHIVED", "DRAFT", "DELETED_DRAFT"];
const listed = ["campaign_ids", "ad_group_ids", "ad_ids"];
/** The minimum number of names in a message that lists all columns. */
const minColumns = 20;
const valuesIn = ({ parameters }: Pick<List, "parameters">, name: string) => parameters[name]?.split(",") ?? [];
const hasAllStatuses = (list: Pick<List, "parameters">) => valuesIn(list, "entity_statuses").length >= 5;
const keyOf = (row: JsonObject, ...fields: readonly string[]) => fields.map((field) => asText(row[field])).join("\n");

/** Returns the file of a report by what it splits, and what was wrong with it; undefined if there is none. */
const fileOf = (sample: Sample, split = "people") => sample.pages.find(({ parameters }) => parameters.file === split);

/** Returns the finding about a report's rows. */
function ofFile(sample: Sample, judge: (rows: readonly JsonObject[], problem: string) => readonly boolean[]): Finding {
  const file = fileOf(sample);
  return count(
    judge(file?.rows ?? [], file?.parameters.problem ?? ""),
    1,
    file === undefined ? "no_report" : "no_delivery",
  );
}

/** Judges of ads, their metrics, and reports. */
export const judgesOfAds = {
  L12: (sample) => {
    const isJoined = (list: Pick<List, "parameters">) => listed.some((name) => valuesIn(list, name).length > 1);
    const cases = sample.lists.filter(isJoined).flatMap((list) => {
      const asked = list.operation.endsWith("/list") ? listed.flatMap((name) => valuesIn(list, name)) : [];
      return asked.map((id) => idsOf(rowsOf(list)).includes(id));
    });
    // Whatever else is wrong with a request is wrong without the list, too.
    const isOtherwiseRight = ({ operation }: Pick<List, "operation">) =>
      sample.of(operation).some((list) => !isJoined(list));
    const rejected = sample.pages.filter((page) => page.status === 400 && isJoined(page) && isOtherwiseRight(page));
    return count([...cases, ...rejected.map(() => false)], 2, "few_ads");
  },
  T7: (sample) => {
    const rows = sample.rows("campaigns/list", "ad_groups/list", "ads/list");
    // A row can't be created as archived, so it was changed.
    const cases = rows.flatMap(({ status, created_time: created, updated_time: updated }) => {
      const isEarlier = Number(updated) < Number(created);
      return status === "ARCHIVED" || isEarlier ? !isEarlier && updated !== created : [];
    });
    return count(cases, 3, "few_ads", ["updated_time"]);
  },
  A1: (sample) => {
    const lists = sample.of("campaigns/analytics");
    const cases = lists.flatMap((single) => {
      const [id = "", ...others] = valuesIn(single, "campaign_ids");
      const isSamePeriod = ({ parameters }: List) => parameters.start_date === single.parameters.start_date;
      const batch = lists.find(
        (list) => list !== single && isSamePeriod(list) && valuesIn(list, "campaign_ids").includes(id),
      );
      if (others.length > 0 || batch === undefined) return [];
      const known = new Set(rowsOf(batch).map((row) => keyOf(row, "CAMPAIGN_ID", "DATE")));
      return rowsOf(single).map((row) => known.has(keyOf(row, "CAMPAIGN_ID", "DATE")));
    });
    return count(cases, 1, "no_delivery");
  },
  A3: (sample) => {
    const [name] = mistakes.column.parameters.columns;
    return ofMistake(sample, "column", ({ status, message }) => status === 400 && message.includes(name));
  },
  A9: (sample): Finding => {
    const { status = 0, message = "" } = sample.mistake("column") ?? {};
    const [made] = mistakes.column.parameters.columns;
    const live = new Set(message.slice(message.indexOf("one of")).match(/[A-Z][A-Z\d]*(?:_[A-Z\d]+)*/gu));
    live.delete(made);
    if (status !== 400 || live.size < minColumns)
      return { outcome: "cannot_tell", because: "not_listed", of: live.size };
    const all = [...new Set([...metricColumns, ...live])];
    const isShared = (name: string) => live.has(name) && metricColumns.includes(name);
    return count(
      all.map(isShared),
      1,
      "not_listed",
      all.filter((name) => !isShared(name)),
    );
  },
  A10: (sample) => {
    const statuses = new Map(sample.rows("campaigns/list").map(({ id, status }) => [asText(id), asText(status)]));
    const pairs = new Set<string>();
    const cases = sample.rows("campaigns/analytics").flatMap((row) => {
      const value = asText(row.CAMPAIGN_ENTITY_STATUS);
      const status = statuses.get(asText(row.CAMPAIGN_ID)) ?? "";
      if (value === "" || status === "") return [];
      pairs.add(`${value}=${status}`);
      // Pinterest's document has words.
      return /^\d+$/u.test(value) ? (value === "1") === (status === "ACTIVE") : value === status;
    });
    const isClear = new Set([...pairs].map((pair) => pair.split("=")[1])).size === pairs.size;
    return { ...count([...cases, ...(isClear ? [] : [false])], 1, "no_delivery"), fields: [...pairs].toSorted() };
  },
  A11: (sample): Finding => {
    const promotions = sample.rows("product_group_promotions/list");
    const lists = sample.of("product_groups/analytics").filter((list) => rowsOf(list).length > 0);
    const hasRows = (ids: readonly string[]) =>
      lists.some((list) => valuesIn(list, "product_group_ids").some((id) => ids.includes(id)));
    const ofPromotions = hasRows(idsOf(promotions));
    const ofCatalog = hasRows(promotions.map((row) => asText(row.catalog_product_group_id)));
    return count(ofPromotions || ofCatalog ? [ofPromotions] : [], 1, "no_product_groups");
  },
  E1: (sample) => {
    const all = sample.of("campaigns/list").filter((list) => hasAllStatuses(list) && isEnded(list));
    const alone = sample.of("campaigns/list").filter(({ parameters }) => parameters.entity_statuses === "ARCHIVED");
    const known = new Set(idsOf(rowsOf(...all)));
    const isIgnored = sample.mistake("status")?.status === 200;
    const isRejected = sample.pages.some(
      (page) => page.operation === "campaigns/list" && page.status === 400 && hasAllStatuses(page),
    );
    const cases = rowsOf(...all)
      .filter(({ status }) => archived.includes(asText(status)))
      .map(() => true);
    const missing = rowsOf(...alone).map(
      ({ id, status }) => status === "ARCHIVED" && (all.length === 0 || known.has(asText(id))),
    );
    return count([...cases, ...missing, ...(isIgnored || isRejected ? [false] : [])], 1, "no_archived");
  },
  E4: (sample) => {
    const owners = new Map(sample.rows("ad_accounts/list").map((row) => [asText(row.id), within(row, "owner", "id")]));
    const accounts = sample.of("user_account/get");
    const [own] = rowsOf(...accounts.filter(({ parameters }) => !("ad_account_id" in parameters)));
    const cases = accounts.flatMap((account) => {
      const [{ id = "" } = {}] = rowsOf(account);
      const owner = owners.get(account.parameters.ad_account_id ?? "") ?? "";
      // If both are this user, the parameter shows nothing.
      return owner === "" || (owner === id && id === own?.id) ? [] : owner === id;
    });
    return count(cases, 1, "own_ad_accounts_only");
  },
  R1: (sample) =>
    ofFile(sample, (rows, problem) => [
      ...rows.map((row) => ["CAMPAIGN_ID", "DATE", "TARGETING_TYPE"].every((name) => name in row)),
      ...(problem === "not_readable" ? [false] : []),
    ]),
  R3: (sample) =>
    ofFile(sample, (_, problem) =>
      fileOf(sample) === undefined || problem === "rejected" ? [] : [problem !== "unsafe_link"],
    ),
  R7: (sample): Finding => {
    const file = fileOf(sample, "feed_type");
    const isRejected = file?.parameters.problem === "rejected";
    const cases = file?.rows.map((row) => row.TARGETING_TYPE === "FEED_TYPE") ?? [];
    return count(isRejected ? [false] : cases, 1, file === undefined ? "no_report" : "no_delivery");
  },
  R5: (sample) =>
    ofFile(sample, (rows) => {
      const keys = rows.map((row) => keyOf(row, "CAMPAIGN_ID", "DATE", "TARGETING_TYPE", "TARGETING_VALUE"));
      return keys.map((key, at) => keys.indexOf(key) === at);
    }),
} as const satisfies Judges;

import { asText, type JsonObject } from "../../../base/json.ts";
import { idsOf, within } from "../page.ts";
import { isEnded, type List, mistakes, rowsOf, type Sample } from "../sample.ts";
import { count, type Finding, type Judges, ofMistake } from "./finding.ts";

const archived = ["ARCHIVED", "DRAFT", "DELETED_DRAFT"];
const listed = ["campaign_ids", "ad_group_ids", "ad_ids"];
const valuesIn = ({ parameters }: Pick<List, "parameters">, name: string) => parameters[name]?.split(",") ?? [];
const hasAllStatuses = (list: Pick<List, "parameters">) => valuesIn(list, "entity_statuses").length >= 5;
const keyOf = (row: JsonObject, ...fields: readonly string[]) => fields.map((field) => asText(row[field])).join("\n");

/** Returns the file of the report, and what was wrong with it; undefined if there is none. */
const fileOf = (sample: Sample) => sample.pages.find(({ parameters }) => "file" in parameters);

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
    const lists = sample.lists.filter(({ operation }) => operation.endsWith("/list"));
    const cases = lists.flatMap((list) => {
      const asked = listed.flatMap((name) => valuesIn(list, name));
      return asked.length < 2 ? [] : asked.map((id) => idsOf(rowsOf(list)).includes(id));
    });
    return count(cases, 2, "few_ads");
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
  E1: (sample) => {
    const all = sample.of("campaigns/list").filter((list) => hasAllStatuses(list) && isEnded(list));
    const alone = sample.of("campaigns/list").filter(({ parameters }) => parameters.entity_statuses === "ARCHIVED");
    const known = new Set(idsOf(rowsOf(...all)));
    const isIgnored = sample.mistake("status")?.status === 200;
    const cases = rowsOf(...all)
      .filter(({ status }) => archived.includes(asText(status)))
      .map(() => true);
    const missing = rowsOf(...alone).map(
      ({ id, status }) => status === "ARCHIVED" && (all.length === 0 || known.has(asText(id))),
    );
    return count([...cases, ...missing, ...(isIgnored ? [false] : [])], 1, "no_archived");
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
  R3: (sample) => ofFile(sample, (_, problem) => (fileOf(sample) === undefined ? [] : [problem !== "unsafe_link"])),
  R5: (sample) =>
    ofFile(sample, (rows) => {
      const keys = rows.map((row) => keyOf(row, "CAMPAIGN_ID", "DATE", "TARGETING_TYPE", "TARGETING_VALUE"));
      return keys.map((key, at) => keys.indexOf(key) === at);
    }),
} as const satisfies Judges;

import { addDays, type Day, dayOf } from "../../base/dates.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { OperationId, Parameters } from "../../pinterest/operations/operations.ts";
import { type FoundRows, pageOf } from "../../pinterest/responses/find-rows.ts";
import { everyStatus } from "../../streams/parents.ts";
import { actingFor } from "../../sync/requests/parameters.ts";
import type { Budget } from "./budget.ts";
import { activityOf, unlistedBoards } from "./judges/pins.ts";
import { idsOf, shapes, within } from "./page.ts";
import { type Mistake, mistakes } from "./sample.ts";

const none: FoundRows = { rows: [], bookmark: null };
const standardSize = 25;
const maxSize = 250;

/** Returns whether other requests can succeed nevertheless. */
const isAboutAccess = ({ kind }: ApiError) =>
  ["missing_scope", "permission_denied", "not_found", "restricted_feature"].includes(kind);

/** What the requests of a survey need. */
interface AskOptions {
  readonly config: Config;
  readonly client: ApiClient;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly budget: Budget;
}

type Page = (operation: OperationId, parameters: Parameters) => Promise<FoundRows>;
type List = (operation: OperationId, parameters: Parameters, maxPages?: number) => Promise<readonly JsonObject[]>;

/**
 * Requests a sample of an account, and makes the mistakes. Nobody needs the responses here: a recorder keeps them.
 * @returns the ad account of the sample, if any
 * @throws ApiError if the account can't be reached
 */
export async function askAll(options: AskOptions): Promise<string | undefined> {
  const { config, client, now, budget } = options;
  let isReached = false;
  const page: Page = async (operation, parameters) => {
    const all = { ...actingFor(operation, config), ...parameters };
    const decode = (body: unknown) => pageOf(body, shapes.get(operation) ?? "items");
    if (budget.isSpent) return none;
    try {
      const found = await client.call(operation, all, budget.caller, decode);
      isReached = true;
      return found;
    } catch (error) {
      if (budget.hasStopped(error)) return none;
      if (error instanceof ApiError && (isReached || isAboutAccess(error))) return none;
      throw error;
    }
  };
  const list: List = async (operation, parameters, maxPages = 1) => {
    const rows: JsonObject[] = [];
    for (let pages = 0, bookmark: string | null | undefined; pages < maxPages && bookmark !== null; pages += 1) {
      const next = await page(operation, { ...parameters, ...(bookmark === undefined ? {} : { bookmark }) });
      rows.push(...next.rows);
      bookmark = next.bookmark;
    }
    return rows;
  };
  const mistake = (name: Mistake, parameters: Parameters = {}) =>
    page(mistakes[name].operation, { ...parameters, ...mistakes[name].parameters });

  const [account = {}] = await list("user_account/get", {});
  const pinParameters = { include_protected_pins: true, pin_metrics: true };
  await mistake("bookmark", { page_size: standardSize });
  await mistake("page_size");
  await mistake("pin");
  await mistake("ad_account");
  const boards = await list("boards/list", { page_size: maxSize }, 3);
  const pins = await list("pins/list", { ...pinParameters, page_size: maxSize }, 2);
  await list("pins/list", { ...pinParameters, page_size: standardSize }, 2);
  for (const id of unlistedBoards(boards, pins, account.username).slice(0, 3))
    await page("boards/get", { board_id: id });
  const filled = boards.filter(({ pin_count: count }) => Number(count) > 1);
  const recent = filled.toSorted((one, other) =>
    asText(other.board_pins_modified_at).localeCompare(asText(one.board_pins_modified_at)),
  );
  let sections = 0;
  for (const { id } of recent.slice(0, 5)) {
    const parameters = { board_id: asText(id), page_size: maxSize };
    await list("boards/list_pins", parameters);
    if (sections > 0) continue;
    for (const section of (await list("board_sections/list", parameters)).slice(0, 2))
      sections += (await list("board_sections/list_pins", { ...parameters, section_id: asText(section.id) })).length;
  }
  if (Number(account.follower_count) <= 8 * maxSize) await list("followers/list", { page_size: maxSize }, 8);
  const yesterday = addDays(dayOf(now), -1);
  await page("user_account/analytics", { start_date: addDays(yesterday, -29), end_date: yesterday });
  await askMetrics(pins, yesterday, page);
  return askAds(asText(account.id), yesterday, options, list, mistake);
}

/** Requests the metrics of Pins with and without activity. */
async function askMetrics(pins: readonly JsonObject[], yesterday: Day, page: Page): Promise<void> {
  const silent = idsOf(pins.filter((pin) => activityOf(pin) === 0)).slice(0, 50);
  const active = idsOf(pins.filter((pin) => activityOf(pin) > 0)).slice(0, 50);
  const metrics = {
    start_date: addDays(yesterday, -88),
    end_date: yesterday,
    metric_types: ["IMPRESSION", "PIN_CLICK"],
  };
  if (silent.length + active.length > 0) {
    const { rows } = await page("multi_pins/analytics", { ...metrics, pin_ids: [...silent, ...active] });
    // Apps without access to batches read single Pins.
    if (rows.length === 0)
      for (const id of silent.slice(0, 3)) await page("pins/analytics", { ...metrics, pin_id: id });
  }
}

async function askAds(
  own: string,
  yesterday: string,
  { config: { adAccountIds } }: AskOptions,
  list: List,
  mistake: (name: Mistake, parameters: Parameters) => Promise<unknown>,
): Promise<string | undefined> {
  const all = await list("ad_accounts/list", { page_size: maxSize, include_shared_accounts: true });
  const wanted = all.filter(({ id }) => adAccountIds.length === 0 || adAccountIds.includes(asText(id)));
  const other = wanted.find((row) => within(row, "owner", "id") !== own);
  if (other !== undefined) await list("user_account/get", { ad_account_id: asText(other.id) });
  const ofAll = { entity_statuses: everyStatus, page_size: maxSize };
  let [adAccount] = idsOf(wanted);
  let campaigns: readonly JsonObject[] = [];
  let selection: Parameters = ofAll;
  for (const id of idsOf(wanted).slice(0, 3)) {
    // Nothing for several statuses can be a mistake of Pinterest.
    for (selection of [ofAll, { page_size: maxSize }]) {
      campaigns = await list("campaigns/list", { ...selection, ad_account_id: id });
      if (campaigns.length > 0) break;
    }
    if (campaigns.length === 0) continue;
    adAccount = id;
    break;
  }
  if (adAccount === undefined) return undefined;
  const parameters = { ...selection, ad_account_id: adAccount };
  const days = {
    start_date: addDays(yesterday, -29),
    end_date: yesterday,
    granularity: "DAY",
    ad_account_id: adAccount,
  };
  await mistake("status", { ad_account_id: adAccount });
  await mistake("column", days);
  if (campaigns.length === 0) return adAccount;
  const alone = await list("campaigns/list", { ...parameters, entity_statuses: ["ARCHIVED"] });
  const ids = [...new Set(idsOf([...campaigns, ...alone]))].slice(0, 100);
  const adGroups = await list("ad_groups/list", parameters);
  await list("ads/list", parameters);
  if (ids.length > 1) await list("campaigns/list", { ...parameters, campaign_ids: ids.slice(0, 2) });
  const metrics = {
    ...days,
    columns: ["CAMPAIGN_ID", "CAMPAIGN_ENTITY_STATUS", "SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION"],
  };
  const rows = await list("campaigns/analytics", { ...metrics, campaign_ids: ids });
  // A cut response lacks the rows of the last campaigns.
  const without = ids.filter((id) => rows.every((row) => asText(row.CAMPAIGN_ID) !== id));
  const last = asText(rows.at(-1)?.CAMPAIGN_ID);
  for (const id of new Set([last, without.at(-1) ?? ""]))
    if (id !== "") await list("campaigns/analytics", { ...metrics, campaign_ids: [id] });
  await askProductGroups(campaigns, adGroups, days, list);
  return adAccount;
}

/** Requests the metrics of promoted product groups, by the IDs of the promotions and by those of the catalog. */
async function askProductGroups(
  campaigns: readonly JsonObject[],
  adGroups: readonly JsonObject[],
  days: Parameters & { readonly ad_account_id: string },
  list: List,
): Promise<void> {
  const shopping = idsOf(campaigns.filter(({ objective_type: goal }) => /SHOPPING|CATALOG/u.test(asText(goal))));
  for (const group of adGroups.filter(({ campaign_id: id }) => shopping.includes(asText(id))).slice(0, 3)) {
    const asked = { ad_account_id: days.ad_account_id, ad_group_id: asText(group.id) };
    const promotions = (await list("product_group_promotions/list", asked)).slice(0, 100);
    const ofCatalog = promotions.map((row) => asText(row.catalog_product_group_id)).filter((id) => id !== "");
    const columns = ["SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION"];
    for (const ids of [idsOf(promotions), ofCatalog])
      if (ids.length > 0) await list("product_groups/analytics", { ...days, columns, product_group_ids: ids });
    if (promotions.length > 0) return;
  }
}

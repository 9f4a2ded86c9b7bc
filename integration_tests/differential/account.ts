import type { FaultRule } from "../../simulator/http/faults/faults.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Bed, BedOptions } from "../bed/bed.ts";

/** Small enough to read within seconds: all streams take about 1,100 requests. */
export const tiny = {
  ...extents.small,
  boards: 6,
  sections: 12,
  pins: 70,
  followers: 40,
  followingUsers: 8,
  followingBoards: 4,
  media: 3,
  campaigns: 3,
  adGroups: 6,
  ads: 12,
  keywords: 12,
  productGroupPromotions: 4,
  productItems: 6,
  feeds: 4,
  productGroups: 6,
};

/** Returns the same account each time. @param settings settings of the connector besides the common ones */
export function account(settings: JsonObject = {}, options: Partial<BedOptions> = {}): Omit<BedOptions, "connector"> {
  return {
    seed: 7,
    scale: tiny,
    max_page_size: 20,
    now: Date.UTC(2026, 6, 9, 12),
    config: {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
      search_queries: ["garden", "tea"],
      terms: ["workout"],
      countries: ["US", "GB"],
      trend_regions: ["US"],
      columns: ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"],
      start_date: "2026-05-25",
      ...settings,
    },
    ...options,
  };
}

const boardOf = (bed: Bed, index: number) => asText(bed.expectedRecords("boards").at(index)?.id);
const adAccountOf = ({ simulator }: Bed, index: number) => asText(simulator.world.adAccounts[index]?.id);

const dayMs = 86_400_000;

/** Moves to the next noon, when changes have the same times however long the sync before took. */
function toNextNoon(bed: Bed): void {
  const noon = dayMs / 2;
  bed.advanceTo((Math.floor((bed.simulator.clock.now() - noon) / dayMs) + 1) * dayMs + noon);
}

/** Adds and changes some rows of most lists, on the next day. */
export function change(bed: Bed): void {
  const { simulator } = bed;
  toNextNoon(bed);
  simulator.change({ add_pins: 12, add_followers: 4, add_boards: 1 });
  simulator.change({ add_pins: 3, board_id: boardOf(bed, 0) });
  simulator.change({ add_ad_groups: 1 });
  simulator.change({ add_ads: 2 });
  simulator.change({ rename: asText(bed.expectedRecords("campaigns")[0]?.id) });
}

/** Also deletes and moves rows. */
export function changeAndDelete(bed: Bed): void {
  change(bed);
  const { simulator } = bed;
  const pins = bed.expectedRecords("pins");
  simulator.change({ delete_pin: asText(pins[3]?.id) });
  simulator.change({ move_pin: asText(pins.at(-1)?.id), board_id: boardOf(bed, 1) });
  const [section] = bed.expectedRecords("board_sections");
  if (section !== undefined) simulator.change({ delete_section: asText(section.id) });
  // Not the board of likes: without it, likes are inaccessible.
  const others = bed.expectedRecords("boards").filter(({ name }) => name !== "Your Pinterest Likes");
  simulator.change({ delete_board: asText(others.at(-2)?.id) });
}

/** Closes an ad account that the first sync has read. */
export function closeAdAccount(bed: Bed): void {
  bed.simulator.change({ close_ad_account: adAccountOf(bed, 1) });
}

/** Uses the daily quota except for 180 requests. */
export function spendQuota({ simulator }: Bed): void {
  for (let count = 0; count < 820; count += 1) simulator.limits.take("org_read", undefined);
}

/** Injects transient faults into the first request of every second address, by seed. */
export function disturb({ simulator }: Bed, seed: number): void {
  const faults: readonly FaultRule["fault"][] = [
    { status: 500, code: 12 },
    { status: 503, headers: { "retry-after": "2" } },
    { status: 429, code: 8, message: "Too many.", headers: { "x-ratelimit-reset": "3" } },
    { cut: -20 },
    { reset: "before" },
    { status: 200, html: true },
  ];
  simulator.faults.set(faults.map((fault, index) => ({ share: 0.1, seed: 10 * seed + index, times_each: 1, fault })));
}

/** Denies a board, another one from its second page on, and an ad account for some operations. */
export function deny(bed: Bed): void {
  const { simulator } = bed;
  const fault = { status: 403, code: 29, message: "You are not permitted to access that resource." };
  const adAccount = `/ad_accounts/${adAccountOf(bed, 1)}/`;
  simulator.faults.set([
    { containing: [`/boards/${boardOf(bed, 1)}/`], fault },
    { containing: [`/boards/${boardOf(bed, 2)}/`], having: "bookmark", fault },
    ...["audiences", "reports", "ads/analytics"].map((path) => ({ containing: [adAccount + path], fault })),
  ]);
}

/** Rejects a column, another one of one ad account without naming it, and a targeting type. */
export function reject(bed: Bed): void {
  const rejected = (message: string, ...containing: readonly string[]): FaultRule => ({
    containing,
    fault: { status: 400, code: 1, message },
  });
  bed.simulator.faults.set([
    rejected("Columns CLICKTHROUGH_1 are not available.", "CLICKTHROUGH_1"),
    rejected("Invalid request.", "TOTAL_CONVERSIONS", `/ad_accounts/${adAccountOf(bed, 1)}/`),
    rejected("Invalid targeting type AGE_BUCKET", "AGE_BUCKET"),
  ]);
}

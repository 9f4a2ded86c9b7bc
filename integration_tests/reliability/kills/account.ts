import { knownCredentials } from "../../../simulator/simulator.ts";
import { type Extent, extents } from "../../../simulator/world/scale.ts";
import { addDays } from "../../../src/base/dates.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { today } from "../../../test/today.ts";
import { Bed } from "../../bed/bed.ts";

const scale = {
  ...extents.small,
  boards: 8,
  sections: 8,
  pins: 420,
  followers: 620,
  campaigns: 2,
  adGroups: 4,
  ads: 8,
  keywords: 8,
  productGroupPromotions: 4,
  productItems: 5,
};

/**
 * An account whose read has enough moments to stop at.
 * @param extent sizes other than the default
 * @param settings further settings
 */
export function openAccount(seed: number, extent: Partial<Extent> = {}, settings: JsonObject = {}): Promise<Bed> {
  return Bed.open({
    seed,
    scale: { ...scale, ...extent },
    config: {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
      search_queries: ["garden", "tea"],
      terms: ["workout", "garden"],
      countries: ["US", "GB"],
      trend_regions: ["US", "GB+IE"],
      // Two date windows of most reports, and seven of those of product items.
      start_date: addDays(today, -200),
      columns: ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"],
      analytics_batch_size: 5,
      ...settings,
    },
  });
}

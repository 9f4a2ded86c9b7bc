import { searchTerm } from "../../texts.ts";
import type { CatalogPart } from "../catalogs/catalogs.ts";
import { made } from "../made.ts";
import type { SeededFactory } from "../seeded-factory.ts";
import type {
  AdGroup,
  Campaign,
  EntityStatus,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "./advertising-records.ts";

/** Makes keywords of the ad account and campaigns (negative only) and of ad groups. */
export function makeKeywords(
  factory: SeededFactory,
  count: number,
  adAccountId: string,
  { campaigns, adGroups }: { readonly campaigns: readonly Campaign[]; readonly adGroups: readonly AdGroup[] },
): readonly Keyword[] {
  const { random } = factory;
  return factory.list(383_790_000_000n, count, (id, index): Keyword => {
    const kind = index < 3 ? index : random.next() < 0.8 ? 2 : random.integer(0, 1);
    const campaign = campaigns[index % campaigns.length];
    const adGroup = adGroups[(index * 7) % adGroups.length];
    const negative = random.pick(["EXACT_NEGATIVE", "PHRASE_NEGATIVE"]);
    const [value, archived] = [searchTerm(random), random.chance(0.1)];
    const common = { id, type: "keyword", value, archived };
    if (kind === 2 && adGroup !== undefined) {
      const match_type = index % 10 === 3 ? negative : random.pick(["BROAD", "PHRASE", "EXACT"]);
      const bid = random.chance(0.5) ? null : random.integer(10, 400) * 10_000;
      return { ...common, parent_id: adGroup.id, parent_type: "adgroup", match_type, bid };
    }
    const [parent_id, parent_type] =
      kind === 1 && campaign !== undefined ? [campaign.id, "campaign"] : [adAccountId, "advertiser"];
    return { ...common, parent_id, parent_type, match_type: negative, bid: null };
  });
}

const promotionStatuses: readonly EntityStatus[] = ["ACTIVE", "PAUSED", "ARCHIVED", "ACTIVE", "ACTIVE", "DRAFT"];

/** Makes the product groups of shopping ad groups. */
export function makePromotions(
  factory: SeededFactory,
  count: number,
  adGroups: readonly AdGroup[],
  productGroups: readonly CatalogPart[],
): readonly ProductGroupPromotion[] {
  const able = adGroups.filter(({ campaign }) => campaign.objective === "CATALOG_SALES");
  return factory.list(726_100_000_000n, able.length === 0 ? 0 : count, (id, index) => {
    const included = index % 5 !== 3;
    const status = promotionStatuses[index % promotionStatuses.length] ?? "ACTIVE";
    const adGroup = able[index] ?? factory.random.pick(able);
    const group = productGroups[index % productGroups.length];
    const record = made("ProductGroupPromotion", id, {
      id,
      ad_group_id: adGroup.id,
      included,
      status,
      catalog_product_group_id: group?.id ?? null,
      catalog_product_group_name: group?.record.name ?? `Product group ${index}`,
      creative_type: "SHOPPING",
    });
    return { id, adGroup, status, included, record };
  });
}

export function makeItems(
  factory: SeededFactory,
  count: number,
  promotions: readonly ProductGroupPromotion[],
): readonly ProductItem[] {
  return factory.list(812_300_000_000n, promotions.length === 0 ? 0 : count, (id, index) => ({
    id,
    promotion: promotions[index] ?? factory.random.pick(promotions),
  }));
}

import { adName } from "../../texts.ts";
import type { CatalogPart } from "../catalogs/catalogs.ts";
import { makeRow } from "../made.ts";
import type { SeededFactory } from "../seeded-factory.ts";
import type {
  AdGroup,
  Campaign,
  EntityStatus,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "./advertising-records.ts";

const matchTypes = ["EXACT_NEGATIVE", "PHRASE_NEGATIVE", "BROAD", "PHRASE", "EXACT", "PHRASE", "EXACT"];

/** Makes keywords: of nine, one of the ad account and one of a campaign, both negative, and the others of ad groups. */
export function makeKeywords(
  factory: SeededFactory,
  count: number,
  adAccountId: string,
  { campaigns, adGroups }: { readonly campaigns: readonly Campaign[]; readonly adGroups: readonly AdGroup[] },
): readonly Keyword[] {
  return factory.list(383_790_000_000n, count, (id, index): Keyword => {
    const campaign = index % 9 === 1 ? campaigns[index % campaigns.length] : undefined;
    const wider = campaign === undefined ? "advertiser" : "campaign";
    const adGroup = index % 9 > 1 ? adGroups[(index * 7) % adGroups.length] : undefined;
    const parent_type = adGroup === undefined ? wider : "adgroup";
    const parent_id = (adGroup ?? campaign)?.id ?? adAccountId;
    const match_type = matchTypes[index % (adGroup === undefined ? 2 : matchTypes.length)] ?? "";
    const value = adName(factory.random, "keyword", index);
    return { id, type: "keyword", parent_id, parent_type, match_type, value, archived: index % 10 === 0, bid: 500_000 };
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
    const record = makeRow("ProductGroupPromotion", id, {
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

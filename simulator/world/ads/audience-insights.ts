import type { JsonObject } from "../../json.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { dayText } from "../times.ts";
import type { AdAccount } from "../world.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

const insightTypes = ["YOUR_TOTAL_AUDIENCE", "YOUR_ENGAGED_AUDIENCE", "PINTEREST_TOTAL_AUDIENCE"] as const;

/** Audience insights per audience type. An audience that is too small has no date and no categories. */
export const audienceInsightsOf = ofAdAccount("audience insights", (adAccount, { random, now }) => {
  const share = () => random.integer(1, 999) / 1000;
  return insightTypes.map((type, index) => {
    const small = index === 1 && !isOwn(adAccount);
    const parts = (...keys: readonly string[]) =>
      small ? [] : keys.map((key) => ({ key, name: key.toUpperCase(), ratio: share() }));
    return {
      type,
      date: small ? null : dayText(Math.floor(now / 86_400) - 2),
      size: small ? 0 : random.integer(1_000, 9_000_000),
      size_is_upper_bound: index === 2,
      categories: small
        ? []
        : [
            {
              id: "958862518888",
              key: "958862518888",
              name: "Déco & 家",
              index: random.integer(1, 30) / 10,
              ratio: share(),
              subcategories: [
                { id: "9588625188881", key: "9588625188881", name: "garden", index: 1.2, ratio: share() },
              ],
            },
          ],
      demographics: {
        ages: parts("18-24", "25-34", "65+"),
        genders: parts("female", "male", "unknown"),
        countries: parts("us", "de"),
        devices: parts("ipad", "web"),
        metros: parts("807"),
      },
    };
  });
});

export function insightDefinitionsOf(adAccount: AdAccount): readonly JsonObject[] {
  const date = dayText(Math.floor(adAccount.midnight / 86_400) - 3);
  if (!isOwn(adAccount)) return [];
  return [
    { scope: "PARTNER", type: "IMPRESSION_PLUS_ENGAGEMENT", date },
    { scope: "PARTNER", type: "ENGAGEMENT", date: null },
    { scope: "PINTEREST", type: "IMPRESSION_PLUS_ENGAGEMENT", date },
  ];
}

export const accountTypes = ["AD_ACCOUNT", "BUSINESS_ACCOUNT"] as const;

/**
 * Accounts of both types that an audience is shared with. The first audience has more than one page of them, every
 * third has none.
 * @param owner ID of the requesting ad account or business
 */
export function sharedAccountsOf(seed: number, audienceId: string, position: number, midnight: number): JsonObject[] {
  const factory = new SeededFactory(seed, `shared ${audienceId}`, midnight);
  return accountTypes.flatMap((type) => {
    const count = position === 0 && type === "AD_ACCOUNT" ? 255 : position % 3 === 2 ? 0 : factory.random.integer(0, 3);
    return factory.list(type === "AD_ACCOUNT" ? 549_710_000_000n : 549_720_000_000n, count, (id, index) => ({
      account_id: id,
      account_name: `Partner ${index} “Süd”`,
      account_type: type,
      shared_on_timestamp: factory.ago(1, 300),
    }));
  });
}

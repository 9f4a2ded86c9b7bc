import type { JsonObject } from "../../json.ts";
import { made } from "../made.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { dayText } from "../times.ts";
import type { AdAccount } from "../world.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

const insightTypes = ["YOUR_TOTAL_AUDIENCE", "YOUR_ENGAGED_AUDIENCE", "PINTEREST_TOTAL_AUDIENCE"] as const;

/** Audience insights per audience type. An audience that is too small has no date and no categories. */
export const audienceInsightsOf = ofAdAccount("audience insights", (adAccount, { random, now }) => {
  return insightTypes.map((type, index) => {
    const isSmall = index === 1 && !isOwn(adAccount);
    const sizes = { date: dayText(Math.floor(now / 86_400) - 2), size: random.integer(1_000, 9_000_000) };
    const none = { ages: [], genders: [], countries: [], devices: [], metros: [] };
    return made("AudienceInsightsResponse", `${adAccount.id} ${type}`, {
      type,
      ...(isSmall ? { date: null, size: 0, categories: [], demographics: none } : sizes),
    });
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

import type { JsonObject } from "../json.ts";
import { made } from "./made.ts";
import { memoizeByKey } from "./memoize-by-key.ts";
import { SeededFactory } from "./seeded-factory.ts";
import type { World } from "./world.ts";

/** Commerce integrations, including the secrets that the API returns. Times are milliseconds. */
export const integrationsOf = memoizeByKey((world: World): readonly JsonObject[] => {
  const factory = new SeededFactory(world.seed, "integrations", world.midnight);
  return factory.list(661_120_000_000n, 3, (id, index) => {
    const created = factory.ago(50, 400) * 1000;
    const secret = (name: string) => (index === 1 ? null : `simulated-partner-${name}-${index}`);
    return made("IntegrationRecord", id, {
      id,
      external_business_id: index === 1 ? null : `shop-${index}`,
      connected_user_id: world.me.profile.id,
      connected_merchant_id: index === 1 ? null : String(factory.random.integer(1_000_000, 9_000_000)),
      connected_advertiser_id: index === 1 ? null : (world.adAccounts[0]?.id ?? null),
      partner_access_token: secret("access-token"),
      partner_refresh_token: secret("refresh-token"),
      partner_primary_email: secret("email@example.com"),
      created_time: created,
      updated_time: created + factory.random.integer(1, 900_000_000),
    });
  });
});

import type { JsonObject } from "../json.ts";
import { memoizeByKey } from "./memoize-by-key.ts";
import { SeededFactory } from "./seeded-factory.ts";
import type { World } from "./world.ts";

/** Commerce integrations, including the secrets that the API returns. Times are milliseconds. */
export const integrationsOf = memoizeByKey((world: World): readonly JsonObject[] => {
  const factory = new SeededFactory(world.seed, "integrations", world.midnight);
  const ids = factory.ids(661_120_000_000n, 3);
  return Array.from({ length: 3 }, (_, index) => {
    const created = factory.ago(50, 400) * 1000;
    const bare = index === 1;
    return {
      id: ids.next(),
      external_business_id: bare ? null : `shop-${index}`,
      connected_user_id: world.me.profile.id,
      connected_merchant_id: bare ? null : String(factory.random.integer(1_000_000, 9_000_000)),
      connected_advertiser_id: bare ? null : (world.adAccounts[0]?.id ?? null),
      connected_lba_id: null,
      connected_tag_id: null,
      additional_id_1: null,
      partner_access_token: bare ? null : `simulated-partner-access-token-${index}`,
      partner_access_token_expiry: bare ? null : created + 1_000_000,
      partner_refresh_token: bare ? null : `simulated-partner-refresh-token-${index}`,
      partner_refresh_token_expiry: null,
      partner_primary_email: bare ? null : `simulated-partner-${index}@example.com`,
      partner_metadata: bare ? null : '{"plan":"“plus”"}',
      scopes: bare ? null : "ads:read",
      created_time: created,
      updated_time: created + factory.random.integer(1, 900_000_000),
    };
  });
});

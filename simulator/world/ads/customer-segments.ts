import type { JsonObject } from "../../../src/base/json.ts";
import { adName } from "../../texts.ts";
import { memoizeByKey } from "../memoize-by-key.ts";
import { SeededFactory } from "../seeded-factory.ts";
import type { AdAccount } from "../world.ts";

/** Audiences that an advertiser groups as customers, with undocumented fields as recorded live. */
export const customerSegmentsOf = memoizeByKey((adAccount: AdAccount): readonly JsonObject[] => {
  const factory = new SeededFactory(adAccount.seed, "customer segments", adAccount.midnight);
  const count = adAccount.roles.includes("OWNER") ? 4 : 0;
  const ids = factory.ids(915_200_000_000n, count);
  const audiences = adAccount.advertising.audiences.map(({ id }) => id);
  return Array.from({ length: count }, (_, index) => {
    const created = factory.ago(20, 200);
    return {
      id: ids.next(),
      name: adName(factory.random, "segment", index),
      audience_ids: audiences.slice(0, index),
      created_time: created,
      updated_time: index === 1 ? null : created + 86_400,
      status: index === 2 ? "DELETED" : "ACTIVE",
    };
  });
});

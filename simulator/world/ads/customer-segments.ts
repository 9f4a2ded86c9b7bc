import { adName } from "../../texts.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

/** Audiences that an advertiser groups as customers, with undocumented fields as recorded live. */
export const customerSegmentsOf = ofAdAccount("customer segments", (adAccount, factory) => {
  const count = isOwn(adAccount) ? 4 : 0;
  const audiences = adAccount.advertising.audiences.map(({ id }) => id);
  return factory.list(915_200_000_000n, count, (id, index) => {
    const created = factory.ago(20, 200);
    return {
      id,
      name: adName(factory.random, "segment", index),
      audience_ids: audiences.slice(0, index),
      created_time: created,
      updated_time: index === 1 ? null : created + 86_400,
      status: index === 2 ? "DELETED" : "ACTIVE",
    };
  });
});

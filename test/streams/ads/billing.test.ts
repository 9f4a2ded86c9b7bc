import assert from "node:assert/strict";
import { page } from "../../scripted-api.ts";
import { rows } from "../../sync/api.ts";
import { itSyncs } from "../../sync/syncs.ts";

const documented = {
  active: true,
  advertiser_id: "549",
  discountType: "MARKETING_OFFER_CREDIT",
  discountCurrency: "USD",
  discountInMicroCurrency: 125_000_000,
  remainingDiscountInMicroCurrency: 25_000_000,
  title: "Ads credits",
};
/** A row with the fields that WooCommerce's plugin reads in production (reality F6). The values are invented. */
const spelledOtherwise = {
  active: true,
  advertiser_id: "549",
  discount_type: "FUTURE_CREDIT",
  remaining_discount_in_micro_currency: "75000000",
  discount_restrictions: { marketing_offer_code_hash: "f00d", spend_threshold: 5 },
  title: "Ads credits",
};
const api = (row: object) => ({
  api: ({ path }: { readonly path: string }) => page(path === "/ad_accounts" ? rows("549") : [row]),
});

describe("ads_credit_discounts", () => {
  itSyncs("have the columns and the key of the document, however Pinterest spells them", "ads_credit_discounts", {
    ...api(spelledOtherwise),
    writes: 1,
    also: ({ records: [record] }) =>
      assert.deepEqual(record, {
        ...spelledOtherwise,
        ad_account_id: "549",
        id: "FUTURE_CREDIT///Ads credits",
        occurrence: 1,
        discountType: "FUTURE_CREDIT",
        remainingDiscountInMicroCurrency: 75_000_000,
        currency: null,
      }),
  });
  itSyncs("stay as they are in the spelling of the document", "ads_credit_discounts", {
    ...api(documented),
    writes: 1,
    also: ({ records: [record] }) =>
      assert.deepEqual(record, {
        ...documented,
        ad_account_id: "549",
        id: "MARKETING_OFFER_CREDIT/USD/125000000/Ads credits",
        occurrence: 1,
        currency: null,
      }),
  });
  itSyncs(
    "ask once to be cleared, since earlier rows had another key",
    "ads_credit_discounts",
    {
      ...api(documented),
      writes: 1,
      state: { __ab_full_refresh_sync_complete: true, version: 2, completed: "2026-06-29" },
      warnings: [/must be cleared once, since release 0\.4\.0 changed the key/u],
    },
    { ...api(documented), writes: 1 },
  );
});

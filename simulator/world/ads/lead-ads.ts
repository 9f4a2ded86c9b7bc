import { hash } from "../../random.ts";
import { adName } from "../../texts.ts";
import { made } from "../made.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

/** Lead forms. */
export const leadFormsOf = ofAdAccount("lead forms", (adAccount, factory) => {
  const { random } = factory;
  const count = isOwn(adAccount) ? 8 : 0;
  return factory.list(776_530_000_000n, count, (id, index) => {
    const created = factory.ago(60, 500);
    return made("LeadFormResponse", id, {
      id,
      ad_account_id: adAccount.id,
      name: index === 3 ? null : adName(random, "form", index),
      status: index % 3 === 1 ? "DRAFT" : "ACTIVE",
      created_time: created,
      updated_time: created + random.integer(0, 40) * 86_400,
    });
  });
});

/** Lead subscriptions with the secret decryption key and times in milliseconds. One applies to all forms. */
export const leadSubscriptionsOf = ofAdAccount("lead subscriptions", (adAccount, factory) => {
  const forms = leadFormsOf(adAccount);
  const count = forms.length === 0 ? 1 : 5;
  return factory.list(871_200_000_000n, count, (id, index) => ({
    id,
    ad_account_id: adAccount.id,
    user_account_id: adAccount.owner.profile.id,
    lead_form_id: forms[index - 1]?.id ?? null,
    webhook_url: `https://hooks.example.com/leads/${index}`,
    api_version: "v5",
    cryptographic_algorithm: index === 2 ? null : "AES-256-GCM",
    cryptographic_key: index === 2 ? null : `simulated-cryptographic-key-${hash(`${adAccount.id} ${index}`)}`,
    created_time: factory.ago(1, 200) * 1_000 + factory.random.integer(0, 999),
  }));
});

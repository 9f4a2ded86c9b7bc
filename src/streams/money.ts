import { isObject, type Json, type JsonObject } from "../base/json.ts";

/** The field for the currency of a record's amounts. */
export const currencyField = "currency";

/** Matches names of columns with amounts in the currency of the ad account. Amounts in US dollars have other columns. */
const amount =
  /(?:micro_?(?:currency|dollar)|_in_dollar(?:_\d)?|_in_local_currency|(?:^|_)spend(?:_cap)?|(?:^|_)budget(?:_amount)?|^bid|^amount|cost_per_(?:action|lead|outbound_click)|_product_value)$/iu;
const inUsDollars = /us_dollar|usd/iu;

/** Returns the ID of a record's ad account, if any. */
export function adAccountOf({ AD_ACCOUNT_ID: inColumns, ad_account_id: inList }: JsonObject): Json {
  return inColumns ?? inList ?? null;
}

/** Returns whether a stream has amounts in the currency of an ad account. @param schema its JSON schema */
export function hasMoney({ properties }: JsonObject): boolean {
  return isObject(properties) && adAccountOf(properties) !== null && hasAmount(properties);
}

/** Returns whether a field of this name is an amount in the currency of an ad account. */
export function isAmount(name: string): boolean {
  return amount.test(name) && !inUsDollars.test(name);
}

function hasAmount(properties: JsonObject): boolean {
  return Object.entries(properties).some(
    ([name, schema]) => isAmount(name) || (isObject(schema) && hasAmountWithin(schema)),
  );
}

function hasAmountWithin({ properties, items }: JsonObject): boolean {
  return (isObject(properties) && hasAmount(properties)) || (isObject(items) && hasAmountWithin(items));
}

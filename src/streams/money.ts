import { isObject, type Json, type JsonObject } from "../json.ts";

/** The field with the currency of a row's amounts. */
export const currencyField = "currency";

/** Columns of amounts in the currency of the ad account, by their names. US dollars have columns of their own. */
const amount =
  /(?:micro_?(?:currency|dollar)|_in_dollar(?:_\d)?|_in_local_currency|(?:^|_)spend(?:_cap)?|(?:^|_)budget(?:_amount)?|^bid|^amount|cost_per_(?:action|lead|outbound_click)|_product_value)$/iu;
const inUsDollars = /us_dollar|usd/iu;

/** The ad account that a record belongs to, if it says so. */
export function adAccountOf({ AD_ACCOUNT_ID: inColumns, ad_account_id: inList }: JsonObject): Json {
  return inColumns ?? inList ?? null;
}

/**
 * Whether records of a stream have amounts of money of an ad account, so that its currency belongs beside them.
 * @param schema the JSON schema of the records
 */
export function hasMoney({ properties }: JsonObject): boolean {
  return isObject(properties) && adAccountOf(properties) !== null && hasAmount(properties);
}

function hasAmount(properties: JsonObject): boolean {
  return Object.entries(properties).some(
    ([name, schema]) => (amount.test(name) && !inUsDollars.test(name)) || (isObject(schema) && hasAmountWithin(schema)),
  );
}

function hasAmountWithin({ properties, items }: JsonObject): boolean {
  return (isObject(properties) && hasAmount(properties)) || (isObject(items) && hasAmountWithin(items));
}

import { asText, isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { invalidParameter } from "../errors.ts";
import { hash } from "../random.ts";
import { showPin } from "../views/pins.ts";
import { advertiserOf } from "./advertiser.ts";
import { type Call, type Operation, post } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** Questions that are asked with a POST and change nothing. */
export const questionOperations: readonly Operation[] = [
  post(`${account}/ad_groups/audience_sizing`, "ad_groups/audience_sizing", (call) => {
    const lower = 1_000 + (hash(`${advertiserOf(call).id} ${JSON.stringify(call.body)}`) % 9_000_000);
    return { audience_size_lower_bound: lower, audience_size_upper_bound: Math.floor(lower * 1.5) };
  }),
  post(`${account}/bid_floor`, "ad_groups_bid_floor/get", (call) => {
    const { id } = advertiserOf(call);
    const { bid_floor_specs: specs } = call.body;
    const floors = (Array.isArray(specs) ? specs : []).map(
      (spec: Json) => 10_000 + (hash(`${id} ${JSON.stringify(spec)}`) % 50) * 1_000,
    );
    return { bid_floors: floors, type: "bidfloor" };
  }),
  post("/catalogs/items", "items/post", (call) => ({ items: items(call) })),
];

/** What an item of each kind of catalogue is called, and how the ids of products begin that have a Pin. */
const kinds: Readonly<Record<string, { readonly list: string; readonly field: string; readonly prefix: string }>> = {
  RETAIL: { list: "item_ids", field: "item_id", prefix: "SKU-" },
  HOTEL: { list: "hotel_ids", field: "hotel_id", prefix: "hotel-" },
  CREATIVE_ASSETS: { list: "creative_assets_ids", field: "creative_assets_id", prefix: "asset-" },
};

/** The items of the ids that are asked for, each with its Pin; an error for an id of nothing. */
function items({ body, scope }: Call): JsonObject[] {
  const filters = isObject(body.filters) ? body.filters : {};
  const type = asText(filters.catalog_type);
  const kind = kinds[type];
  const ids = kind === undefined ? undefined : filters[kind.list];
  if (kind === undefined || !isStringArray(ids) || ids.length === 0 || ids.length > 1000) {
    throw invalidParameter(`Invalid request: ${JSON.stringify(body)}`);
  }
  return ids.map((id) => {
    const pin = id.startsWith(kind.prefix) ? scope.account.pin(id.slice(kind.prefix.length)) : undefined;
    const common = { catalog_type: type, [kind.field]: id };
    if (pin === undefined)
      return { ...common, errors: [{ attribute: "item_id", code: 113, message: "Unknown item." }] };
    return { ...common, attributes: attributesOf(type, pin.title ?? ""), pins: [showPin(scope, pin, false)] };
  });
}

function attributesOf(type: string, title: string): JsonObject {
  switch (type) {
    case "RETAIL":
      return { title, price: "24.99 USD", availability: "in stock", image_link: ["https://shop.example.com/1.jpg"] };
    case "HOTEL":
      return { name: title, base_price: "100 USD", latitude: 52.5, longitude: 13.4 };
    default:
      return {
        title,
        description: "",
        link: "https://shop.example.com/1",
        image_link: "https://shop.example.com/1.jpg",
      };
  }
}

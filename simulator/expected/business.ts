import { asText, isObject, type JsonObject } from "../json.ts";
import { businessesOf, businessTables, employersOf } from "../world/business.ts";
import { actingAccount, type ExpectedStream, ofTables, recordsIn } from "./expected-stream.ts";

const listedTypes = ["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG"];

/** The asset types to which the document limits lists of assets; others are lists of all. */
const assetTypes: Readonly<Record<string, readonly string[]>> = {
  business_member_assets: [...listedTypes, "CONVERSION_TAG"],
  business_partner_assets: [...listedTypes, "CONVERSION_SEGMENT", "CONVERSION_TAG", "PINNER_LIST"],
};

/** Business Access of the token user's businesses: of the acting account and its employers that the user administers. */
export const businessStreams: Readonly<Record<string, ExpectedStream>> = {
  business_employers: ({ world }) => employersOf(world),
  ...ofTables(businessTables, (rowsOf, name) => ({ world }, options) => {
    const ids = [actingAccount(world, options).profile.id, ...employersOf(world).map(({ id }) => id)];
    return businessesOf(world)
      .filter(({ id, administered }) => administered && ids.includes(id))
      .flatMap((business) =>
        recordsIn(rowsOf(business))
          .filter(({ asset_type: type }) => assetTypes[name]?.includes(asText(type)) ?? true)
          .map((record) => ({ ...withUser(record, name), business_id: business.id })),
      );
  }),
};

/** Adds the ID of the user who has permissions on an asset. */
function withUser(record: JsonObject, stream: string): JsonObject {
  if (!stream.startsWith("business_asset_")) return record;
  return { ...record, user_id: isObject(record.user) ? (record.user.id ?? null) : null };
}

import { audienceSharing } from "./access-requirements.ts";
import { accountStreams } from "./define-streams.ts";
import { idOf } from "./derived-fields.ts";
import { accountTypes } from "./dimensions.ts";
import type { ChildPartitions, Dimension, Partitions } from "./stream.ts";

/** Asset types, one per request. The API returns only assets of the requested type. */
const assetTypes = (...further: readonly string[]): Dimension => ({
  parameter: "asset_type",
  values: () => ["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER", ...further],
});
/** People and system users are in separate lists. */
const userKinds: Dimension = { parameter: "fetch_system_users", values: () => [false, true] };

/** Businesses that the user works for, including the account itself if it is a business. */
function eachBusiness(...each: readonly Dimension[]): Partitions {
  const of = (parent: ChildPartitions["parent"]): ChildPartitions => ({ of: "children", parent, each });
  return {
    of: "multiple_parents",
    sources: [
      of({ stream: "business_employers", bind: { business_id: "id" } }),
      of({
        stream: "account",
        bind: { business_id: "id" },
        where: ({ account_type: type }) => type === "BUSINESS",
      }),
    ],
  };
}

const eachAsset = (...each: readonly Dimension[]): Partitions => ({
  of: "children",
  parent: { stream: "business_assets", bind: { business_id: "business_id", asset_id: "asset_id" } },
  each,
});

/** Business Access: the permissions of members and partners on assets. */
export const businessStreams = accountStreams([
  {
    name: "business_employers",
    description: "Businesses that the user works for, one row per business.",
    operation: "get/business_employers",
    primaryKey: ["id"],
    hidesByRole: true,
  },
  {
    name: "business_members",
    description: "Members of the businesses and their access, one row per business and member. Includes system users.",
    operation: "get/business_members",
    parameters: () => ({ assets_summary: true }),
    partitions: eachBusiness(userKinds),
    primaryKey: ["business_id", "id"],
  },
  {
    name: "business_partners",
    description: "Partners that use or share assets of the businesses, one row per business, partner, and direction.",
    operation: "get/business_partners",
    parameters: () => ({ assets_summary: true }),
    partitions: eachBusiness({ parameter: "partner_type", values: () => ["INTERNAL", "EXTERNAL"] }),
    primaryKey: ["business_id", "partner_type", "id"],
  },
  {
    name: "business_assets",
    description:
      "Ad accounts, profiles, asset groups, and catalogs of the businesses, one row per business and asset. Pinterest lists other assets only in the streams of members and partners.",
    operation: "business_assets/get",
    partitions: eachBusiness(assetTypes()),
    primaryKey: ["business_id", "asset_type", "asset_id"],
  },
  {
    name: "business_member_assets",
    description:
      "Access of members to assets, one row per business, member, and asset. `business_asset_members` has the same by asset, for fewer types of assets.",
    operation: "business_member_assets/get",
    partitions: {
      of: "children",
      parent: { stream: "business_members", bind: { business_id: "business_id", member_id: "id" } },
      each: [assetTypes("CONVERSION_TAG")],
    },
    primaryKey: ["business_id", "member_id", "asset_type", "asset_id"],
  },
  {
    name: "business_partner_assets",
    description:
      "Access of partners to assets, one row per business, partner, and asset, in both directions. `business_asset_partners` has the same by asset, for fewer types of assets.",
    operation: "business_partner_asset_access/get",
    partitions: {
      of: "children",
      parent: {
        stream: "business_partners",
        bind: { business_id: "business_id", partner_id: "id", partner_type: "partner_type" },
      },
      each: [assetTypes("CONVERSION_SEGMENT", "CONVERSION_TAG", "PINNER_LIST")],
    },
    primaryKey: ["business_id", "partner_id", "partner_type", "asset_type", "asset_id"],
  },
  {
    name: "business_asset_members",
    description:
      "Members with access to an asset of `business_assets`, one row per business, asset, and member. `business_member_assets` has more assets.",
    operation: "business_asset_members/get",
    partitions: eachAsset(userKinds),
    derive: { user_id: idOf("user") },
    primaryKey: ["business_id", "asset_id", "user_id"],
  },
  {
    name: "business_asset_partners",
    description:
      "Partners with access to an asset of `business_assets`, one row per business, asset, and partner. `business_partner_assets` has more assets, and both directions.",
    operation: "business_asset_partners/get",
    partitions: eachAsset(),
    derive: { user_id: idOf("user") },
    primaryKey: ["business_id", "asset_id", "user_id"],
  },
  {
    name: "business_invites",
    description: "Invitations and requests to become a member or partner, one row per business and invitation.",
    operation: "get/invites",
    rows: "nullable_items",
    partitions: eachBusiness({ parameter: "is_member", values: () => [true, false] }),
    primaryKey: ["business_id", "id"],
  },
  {
    name: "business_shared_audiences",
    description:
      "Audiences shared with the businesses, one row per business and audience. Those shared with an ad account are in `audiences`.",
    operation: "shared_audiences_for_business/list",
    partitions: eachBusiness(),
    primaryKey: ["business_id", "id"],
    reading: { by: "compared", cursor: "updated_timestamp" },
    accessRequirement: audienceSharing,
  },
  {
    name: "business_audience_shared_accounts",
    description:
      "Accounts that businesses share audiences with, one row per business, audience, and account. For those of ad accounts, sync `audience_shared_accounts`.",
    operation: "business_account_audiences_shared_accounts/list",
    partitions: {
      of: "children",
      parent: { stream: "business_shared_audiences", bind: { business_id: "business_id", audience_id: "id" } },
      each: [accountTypes],
    },
    primaryKey: ["business_id", "audience_id", "account_type", "account_id"],
    accessRequirement: audienceSharing,
  },
]);

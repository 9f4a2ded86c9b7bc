import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { audienceSharing } from "./access-requirements.ts";
import { accountTypes } from "./dimensions.ts";
import { changes } from "./parents.ts";
import type { ChildPartitions, DerivedField, Dimension, Partitions, Stream } from "./stream.ts";

/** Types of assets, of which a request names one: assets of a type that is not requested are not returned. */
const assetTypes = (...further: readonly string[]): Dimension => ({
  parameter: "asset_type",
  values: () => ["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER", ...further],
});
/** People and the system's own users come in lists of their own. */
const userKinds: Dimension = { parameter: "fetch_system_users", values: () => [false, true] };

/** Businesses that the user works for, and the account itself if it is one. */
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

const list = { rows: "items", reading: { by: "list" } } as const;

const userId: DerivedField = {
  type: "string",
  from: ({ user }: JsonObject) => (isObject(user) && typeof user.id === "string" ? user.id : null),
};

/** Business Access: who may do what with which assets. */
export const businessStreams: readonly Stream[] = [
  {
    ...list,
    name: "business_employers",
    description: "Businesses that the user works for.",
    operation: "get/business_employers",
    partitions: { of: "single" },
    primaryKey: ["id"],
  },
  {
    ...list,
    name: "business_members",
    description: "Members of the businesses, with what they may use; system users included.",
    operation: "get/business_members",
    parameters: () => ({ assets_summary: true }),
    partitions: eachBusiness(userKinds),
    fromRequest: { business_id: "business_id", fetch_system_users: "fetch_system_users" },
    primaryKey: ["business_id", "id"],
  },
  {
    ...list,
    name: "business_partners",
    description: "Partners of the businesses, in both directions: who was given access, and who gave it.",
    operation: "get/business_partners",
    parameters: () => ({ assets_summary: true }),
    partitions: eachBusiness({ parameter: "partner_type", values: () => ["INTERNAL", "EXTERNAL"] }),
    fromRequest: { business_id: "business_id", partner_type: "partner_type" },
    primaryKey: ["business_id", "partner_type", "id"],
  },
  {
    ...list,
    name: "business_assets",
    description:
      "Assets of the businesses: ad accounts, profiles, groups of assets, catalogs. Pinterest lists conversion tags, conversion segments, and audiences only for members and partners.",
    operation: "business_assets/get",
    partitions: eachBusiness(assetTypes()),
    fromRequest: { business_id: "business_id", asset_type: "asset_type" },
    primaryKey: ["business_id", "asset_type", "asset_id"],
  },
  {
    ...list,
    name: "business_member_assets",
    description: "Assets that each member may use, and how.",
    operation: "business_member_assets/get",
    partitions: {
      of: "children",
      parent: { stream: "business_members", bind: { business_id: "business_id", member_id: "id" } },
      each: [assetTypes("CONVERSION_TAG")],
    },
    fromRequest: { business_id: "business_id", member_id: "member_id", asset_type: "asset_type" },
    primaryKey: ["business_id", "member_id", "asset_type", "asset_id"],
  },
  {
    ...list,
    name: "business_partner_assets",
    description: "Assets that each partner may use, or lets the business use.",
    operation: "business_partner_asset_access/get",
    partitions: {
      of: "children",
      parent: {
        stream: "business_partners",
        bind: { business_id: "business_id", partner_id: "id", partner_type: "partner_type" },
      },
      each: [assetTypes("CONVERSION_SEGMENT", "CONVERSION_TAG", "PINNER_LIST")],
    },
    fromRequest: {
      business_id: "business_id",
      partner_id: "partner_id",
      partner_type: "partner_type",
      asset_type: "asset_type",
    },
    primaryKey: ["business_id", "partner_id", "partner_type", "asset_type", "asset_id"],
  },
  {
    ...list,
    name: "business_asset_members",
    description: "Members who may use each asset.",
    operation: "business_asset_members/get",
    partitions: eachAsset(userKinds),
    fromRequest: { business_id: "business_id", asset_id: "asset_id", fetch_system_users: "fetch_system_users" },
    derive: { user_id: userId },
    primaryKey: ["business_id", "asset_id", "user_id"],
  },
  {
    ...list,
    name: "business_asset_partners",
    description: "Partners who may use each asset.",
    operation: "business_asset_partners/get",
    partitions: eachAsset(),
    fromRequest: { business_id: "business_id", asset_id: "asset_id" },
    derive: { user_id: userId },
    primaryKey: ["business_id", "asset_id", "user_id"],
  },
  {
    ...list,
    name: "business_invites",
    description: "Invitations and requests to become a member or a partner.",
    operation: "get/invites",
    rows: "nullable_items",
    partitions: eachBusiness({ parameter: "is_member", values: () => [true, false] }),
    fromRequest: { business_id: "business_id", is_member: "is_member" },
    primaryKey: ["business_id", "id"],
  },
  {
    ...list,
    name: "business_shared_audiences",
    description: "Audiences that were shared with the businesses.",
    operation: "shared_audiences_for_business/list",
    partitions: eachBusiness(),
    fromRequest: { business_id: "business_id" },
    primaryKey: ["business_id", "id"],
    reading: changes("updated_timestamp"),
    accessRequirement: audienceSharing,
  },
  {
    ...list,
    name: "business_audience_shared_accounts",
    description: "Accounts that the businesses' audiences are shared with.",
    operation: "business_account_audiences_shared_accounts/list",
    partitions: {
      of: "children",
      parent: { stream: "business_shared_audiences", bind: { business_id: "business_id", audience_id: "id" } },
      each: [accountTypes],
    },
    fromRequest: { business_id: "business_id", audience_id: "audience_id", account_type: "account_type" },
    primaryKey: ["business_id", "audience_id", "account_type", "account_id"],
    accessRequirement: audienceSharing,
  },
];

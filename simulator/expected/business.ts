import { asText, isObject, type JsonObject } from "../json.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/ads/tables.ts";
import { type Business, businessesOf, employersOf, partnerTypes, type Worker } from "../world/business.ts";
import type { World } from "../world/world.ts";
import { actingAccount, type ExpectedStream } from "./expected-stream.ts";

/** Business Access of the token user's businesses. */
export const businessStreams: Readonly<Record<string, ExpectedStream>> = {
  business_employers: ({ world }) => employersOf(world),
  business_members: ofBusinesses(({ members }) =>
    members.map((member) => ({ ...showWorker(member, true), fetch_system_users: member.system })),
  ),
  business_partners: ofBusinesses((business) =>
    partnersOf(business).map(({ type, partner }) => ({ ...showWorker(partner, true), partner_type: type })),
  ),
  business_assets: ofBusinesses(({ assets }) => assets),
  business_member_assets: ofBusinesses(({ members }) =>
    members.flatMap((member) => assetsOf(member, memberTypes).map((asset) => ({ ...asset, member_id: member.id }))),
  ),
  business_partner_assets: ofBusinesses((business) =>
    partnersOf(business).flatMap(({ type, partner }) =>
      assetsOf(partner, partnerAssetTypes).map((asset) => ({ ...asset, partner_id: partner.id, partner_type: type })),
    ),
  ),
  business_asset_members: ofBusinesses((business) =>
    business.members.flatMap((member) =>
      bindingsOf(member, business).map((binding) => ({ ...binding, fetch_system_users: member.system })),
    ),
  ),
  // Partners are requested only for the business's own assets, not for borrowed ones.
  business_asset_partners: ofBusinesses((business) =>
    business.partners.INTERNAL.flatMap((partner) => bindingsOf(partner, business)),
  ),
  business_invites: ofBusinesses(({ invites }) => [
    ...invites.member.map((invite) => ({ ...invite, is_member: true })),
    ...invites.partner.map((invite) => ({ ...invite, is_member: false })),
  ]),
  business_shared_audiences: ofBusinesses(({ audiences }) => audiences),
  business_audience_shared_accounts: ofBusinesses(({ audiences, seed }, { midnight }) =>
    audiences.flatMap(({ id }, index) =>
      sharedAccountsOf(seed, asText(id), index + 1, midnight).map((shared) => ({ ...shared, audience_id: id })),
    ),
  ),
};

/** Returns records of the acting account and its employers, if the user administers them. */
function ofBusinesses(records: (business: Business, world: World) => readonly JsonObject[]): ExpectedStream {
  return ({ world }, options) => {
    const ids = [actingAccount(world, options).profile.id, ...employersOf(world).map(({ id }) => id)];
    return businessesOf(world)
      .filter(({ id, administered }) => administered && ids.includes(id))
      .flatMap((business) => records(business, world).map((record) => ({ ...record, business_id: business.id })));
  };
}

const listedTypes = ["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG"];
/** Asset types that only these lists accept. */
const memberTypes = [...listedTypes, "CONVERSION_TAG"];
const partnerAssetTypes = [...listedTypes, "CONVERSION_SEGMENT", "CONVERSION_TAG", "PINNER_LIST"];

/** Returns internal partners, who use the business's own assets, and external ones, who lend theirs. */
function partnersOf({ partners }: Business) {
  return partnerTypes.flatMap((type) => partners[type].map((partner) => ({ type, partner })));
}

function assetsOf({ grants }: Worker, types: readonly string[]): readonly JsonObject[] {
  return grants.filter(({ asset }) => types.includes(asset.asset_type)).map(showPermission);
}

function bindingsOf(worker: Worker, { assets }: Business): readonly JsonObject[] {
  return worker.grants
    .filter(({ asset }) => assets.includes(asset))
    .map((grant) => {
      const binding = showBinding(worker, grant);
      const user_id = isObject(binding.user) ? (binding.user.id ?? null) : null;
      return { ...binding, user_id, asset_id: grant.asset.asset_id };
    });
}

import { asText, isObject, type JsonObject } from "../json.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/ads/tables.ts";
import { type Asset, type Business, businessesOf, employersOf, partnerTypes, type Worker } from "../world/business.ts";
import type { World } from "../world/world.ts";
import { actingAccount, type ExpectedStream } from "./expected-stream.ts";

/** Business Access of the token user's businesses. */
export const businessStreams: Readonly<Record<string, ExpectedStream>> = {
  business_employers: ({ world }) => employersOf(world),
  business_members: ofBusinesses(({ assets, members }) =>
    members.map((member) => ({ ...showWorker(member, assets), fetch_system_users: member.system })),
  ),
  business_partners: ofBusinesses((business) =>
    partnersOf(business).map(({ type, partner, assets }) => ({ ...showWorker(partner, assets), partner_type: type })),
  ),
  business_assets: ofBusinesses(({ assets }) => assets),
  business_member_assets: ofBusinesses(({ assets, unlistedAssets, members }) =>
    members.flatMap((member) =>
      assetsOf(member, [...assets, ...ofTypes(unlistedAssets, memberTypes)]).map((asset) => ({
        ...asset,
        member_id: member.id,
      })),
    ),
  ),
  business_partner_assets: ofBusinesses((business) =>
    partnersOf(business).flatMap(({ type, partner, assets }) =>
      assetsOf(partner, [...assets, ...ofTypes(business.unlistedAssets, partnerAssetTypes)]).map((asset) => ({
        ...asset,
        partner_id: partner.id,
        partner_type: type,
      })),
    ),
  ),
  business_asset_members: ofBusinesses(({ assets, members }) =>
    members.flatMap((member) =>
      bindingsOf(member, assets).map((binding) => ({ ...binding, fetch_system_users: member.system })),
    ),
  ),
  // Partners are requested only for the business's own assets, not for borrowed ones.
  business_asset_partners: ofBusinesses(({ assets, partners }) =>
    partners.INTERNAL.flatMap((partner) => bindingsOf(partner, assets)),
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

/** Asset types that only these lists accept. */
const memberTypes = ["CONVERSION_TAG"];
const partnerAssetTypes = ["CONVERSION_SEGMENT", "CONVERSION_TAG", "PINNER_LIST"];

function ofTypes(assets: readonly Asset[], types: readonly string[]) {
  return assets.filter(({ asset_type: type }) => types.includes(type));
}

/** Returns partners with shared assets: internal partners use the business's own, external ones lend theirs. */
function partnersOf({ assets, borrowed, partners }: Business) {
  return partnerTypes.flatMap((type) =>
    partners[type].map((partner) => ({ type, partner, assets: type === "INTERNAL" ? assets : borrowed })),
  );
}

function assetsOf({ permissions }: Worker, assets: readonly Asset[]): readonly JsonObject[] {
  return assets
    .filter(({ asset_id: id }) => permissions.has(id))
    .map((asset) => showPermission(asset, permissions.get(asset.asset_id) ?? []));
}

function bindingsOf(worker: Worker, assets: readonly Asset[]): readonly JsonObject[] {
  return assets
    .filter(({ asset_id: id }) => worker.permissions.has(id))
    .map(({ asset_id: id }) => {
      const binding = showBinding(worker, worker.permissions.get(id) ?? []);
      return { ...binding, user_id: isObject(binding.user) ? (binding.user.id ?? null) : null, asset_id: id };
    });
}

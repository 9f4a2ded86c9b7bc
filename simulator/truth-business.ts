import { isObject, type JsonObject } from "../src/json.ts";
import { businessSharing, showBindings, showPermitted, showWorkers } from "./operations/business.ts";
import { readScopes } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import type { TruthOptions } from "./truth-options.ts";
import type { Stream } from "./truth-records.ts";
import { viewerOf } from "./viewer.ts";
import { type Business, businessesOf, employersOf, partnerTypes } from "./world/business.ts";

/** Who works for the businesses of the token's user, and with what: the records of each stream of Business Access. */
export const businessStreams: Readonly<Record<string, Stream>> = {
  business_employers: ({ world }) => employersOf(world),
  business_members: each(({ assets, members }) =>
    members.flatMap((member) =>
      showWorkers(assets, [member], true).map((shown) => ({ ...shown, fetch_system_users: member.system })),
    ),
  ),
  business_partners: each((business) =>
    partnerTypes.flatMap((type) =>
      showWorkers(assetsOf(business, type), business.partners[type], true).map((shown) => ({
        ...shown,
        partner_type: type,
      })),
    ),
  ),
  business_assets: each(({ assets }) => assets),
  business_member_assets: each(({ assets, members }) =>
    members.flatMap((member) => showPermitted(assets, member).map((asset) => ({ ...asset, member_id: member.id }))),
  ),
  business_partner_assets: each((business) =>
    partnerTypes.flatMap((type) =>
      business.partners[type].flatMap((partner) =>
        showPermitted(assetsOf(business, type), partner).map((asset) => ({
          ...asset,
          partner_id: partner.id,
          partner_type: type,
        })),
      ),
    ),
  ),
  business_asset_members: each(({ assets, members }) =>
    assets.flatMap((asset) =>
      members.flatMap((member) =>
        showBindings(asset, [member]).map((shown) => ({
          ...withUserId(shown),
          asset_id: asset.asset_id,
          fetch_system_users: member.system,
        })),
      ),
    ),
  ),
  business_asset_partners: each(({ assets, partners }) =>
    assets.flatMap((asset) =>
      showBindings(asset, partners.INTERNAL).map((shown) => ({ ...withUserId(shown), asset_id: asset.asset_id })),
    ),
  ),
  business_invites: each(({ invites }) => [
    ...invites.member.map((invite) => ({ ...invite, is_member: true })),
    ...invites.partner.map((invite) => ({ ...invite, is_member: false })),
  ]),
  business_shared_audiences: each(({ audiences }) => audiences),
  business_audience_shared_accounts: each((business, { world }) =>
    business.audiences.flatMap(({ id }) =>
      (businessSharing(business, typeof id === "string" ? id : "", world) ?? []).map((shared) => ({
        ...shared,
        audience_id: id,
      })),
    ),
  ),
};

/** Records of each business that may be looked at: the employers and the account that is acted for. */
function each(records: (business: Business, simulation: Simulation) => readonly JsonObject[]): Stream {
  return (simulation, options) =>
    administered(simulation, options).flatMap((business) =>
      records(business, simulation).map((record) => ({ ...record, business_id: business.id })),
    );
}

function administered(simulation: Simulation, { scopes = readScopes, adAccountId }: TruthOptions): Business[] {
  const { world, account } = viewerOf(simulation, scopes, adAccountId);
  const ids = [account.profile.id, ...employersOf(world).map(({ id }) => id)];
  return businessesOf(world).filter(({ id, administered: may }) => may && ids.includes(id));
}

function assetsOf({ assets, borrowed }: Business, type: string) {
  return type === "INTERNAL" ? assets : borrowed;
}

function withUserId(binding: JsonObject): JsonObject {
  const { user } = binding;
  return { ...binding, user_id: isObject(user) ? (user.id ?? null) : null };
}

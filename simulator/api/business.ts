import { ApiError, notPermitted } from "../errors.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/ads/tables.ts";
import { type Asset, type Business, employersOf, type Worker } from "../world/business.ts";
import { businessOf, requestedItem } from "./areas.ts";
import { byId, column, list, records } from "./list.ts";
import type { Call, Operations } from "./operation.ts";

const isSystem = { holds: ({ system }: Worker, [wanted]: readonly string[]) => String(system) === wanted };

/** Business Access: members, partners, assets, and their permissions. */
export const businessOperations: Operations = {
  "get/business_employers": records({ rows: ({ scope }) => employersOf(scope.world) }),
  "get/business_members": list({
    rows: (call) => businessOf(call).members,
    where: { fetch_system_users: isSystem },
    show: (member, call) => showWorkerOf(member, businessOf(call).assets, call),
  }),
  "get/business_partners": list({
    rows: (call) => businessOf(call).partners[partnerType(call)],
    show: (partner, call) => showWorkerOf(partner, partnerAssets(businessOf(call), call), call),
  }),
  "business_assets/get": records({
    rows: (call) => businessOf(call).assets,
    where: { asset_type: column("asset_type") },
  }),
  "business_member_assets/get": list({
    rows: (call) => {
      const { assets, unlistedAssets, members } = businessOf(call);
      return permitted([...assets, ...unlistedAssets], requestedItem(call, "member_id", members));
    },
    where: { asset_type: ({ asset }) => asset.asset_type },
    show: ({ asset, permissions }) => showPermission(asset, permissions),
  }),
  "business_partner_asset_access/get": list({
    rows: (call) => {
      const business = businessOf(call);
      const partner = requestedItem(call, "partner_id", business.partners[partnerType(call)]);
      return permitted([...partnerAssets(business, call), ...business.unlistedAssets], partner);
    },
    where: { asset_type: ({ asset }) => asset.asset_type },
    show: ({ asset, permissions }) => showPermission(asset, permissions),
  }),
  "business_asset_members/get": list({
    rows: (call) => bound(call, ({ members }) => members),
    where: { fetch_system_users: isSystem },
    show: showBindingOf,
  }),
  "business_asset_partners/get": list({
    rows: (call) => bound(call, ({ partners }) => partners.INTERNAL),
    show: showBindingOf,
  }),
  "get/invites": records({
    rows: (call) => businessOf(call).invites[call.parameters.flag("is_member") ? "member" : "partner"],
    order: byId,
  }),
  "shared_audiences_for_business/list": records({ rows: (call) => businessOf(call).audiences, order: byId }),
  "business_account_audiences_shared_accounts/list": records({
    rows: (call) => {
      const { audiences, seed } = businessOf(call);
      const audienceId = call.parameters.requiredText("audience_id");
      const index = audiences.findIndex(({ id }) => id === audienceId);
      if (index === -1) throw new ApiError(404, 404, "Shared accounts not found.");
      return sharedAccountsOf(seed, audienceId, index + 1, call.scope.world.midnight);
    },
    where: { account_type: column("account_type") },
  }),
};

/** Defaults to partners with access to the business's own assets. */
function partnerType({ parameters }: Call): "INTERNAL" | "EXTERNAL" {
  return parameters.text("partner_type") === "EXTERNAL" ? "EXTERNAL" : "INTERNAL";
}

function partnerAssets({ assets, borrowed }: Business, call: Call): readonly Asset[] {
  return partnerType(call) === "INTERNAL" ? assets : borrowed;
}

function showWorkerOf(worker: Worker, assets: readonly Asset[], { parameters }: Call) {
  return showWorker(worker, parameters.flag("assets_summary") ? assets : null);
}

function permitted(assets: readonly Asset[], { permissions }: Worker) {
  return assets.flatMap((asset) => {
    const found = permissions.get(asset.asset_id);
    return found === undefined ? [] : [{ asset, permissions: found }];
  });
}

/** Returns the members or partners with permissions on the asset in the path. */
function bound(call: Call, workersOf: (business: Business) => readonly Worker[]): readonly Worker[] {
  const business = businessOf(call);
  const id = call.parameters.requiredText("asset_id");
  if (!business.assets.some(({ asset_id: one }) => one === id)) throw notPermitted();
  return workersOf(business).filter(({ permissions }) => permissions.has(id));
}

function showBindingOf(worker: Worker, { parameters }: Call) {
  return showBinding(worker, worker.permissions.get(parameters.requiredText("asset_id")) ?? []);
}

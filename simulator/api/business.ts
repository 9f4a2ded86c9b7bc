import { asText } from "../../src/base/json.ts";
import { ApiError, notPermitted } from "../errors.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/ads/audience-insights.ts";
import { type Asset, type Business, employersOf, type Worker } from "../world/business.ts";
import { businessOf, inBusiness, requestedItem } from "./areas.ts";
import { byId, list, unchanged } from "./list.ts";
import type { Call, Operation } from "./operation.ts";

const isSystem = { holds: ({ system }: Worker, [wanted]: readonly string[]) => String(system) === wanted };

/** Business Access: members, partners, assets, and their permissions. */
export const businessOperations: readonly Operation[] = [
  list("get/business_employers", ({ scope }) => employersOf(scope.world), { show: unchanged }),
  list(
    "get/business_members",
    inBusiness(({ members }) => members),
    {
      where: { fetch_system_users: isSystem },
      show: (member, call) => showWorkerOf(member, businessOf(call).assets, call),
    },
  ),
  list(
    "get/business_partners",
    inBusiness((business, call) => business.partners[partnerType(call)]),
    {
      show: (partner, call) => showWorkerOf(partner, partnerAssets(businessOf(call), call), call),
    },
  ),
  list(
    "business_assets/get",
    inBusiness(({ assets }) => assets),
    {
      where: { asset_type: ({ asset_type: type }) => type },
      show: unchanged,
    },
  ),
  list(
    "business_member_assets/get",
    inBusiness(({ assets, unlistedAssets, members }, call) =>
      permitted([...assets, ...unlistedAssets], requestedItem(call, "member_id", members)),
    ),
    {
      where: { asset_type: ({ asset }) => asset.asset_type },
      show: ({ asset, permissions }) => showPermission(asset, permissions),
    },
  ),
  list(
    "business_partner_asset_access/get",
    inBusiness((business, call) =>
      permitted(
        [...partnerAssets(business, call), ...business.unlistedAssets],
        requestedItem(call, "partner_id", business.partners[partnerType(call)]),
      ),
    ),
    {
      where: { asset_type: ({ asset }) => asset.asset_type },
      show: ({ asset, permissions }) => showPermission(asset, permissions),
    },
  ),
  list(
    "business_asset_members/get",
    inBusiness(({ assets, members }, call) => bound(assets, members, call)),
    {
      where: { fetch_system_users: isSystem },
      show: showBindingOf,
    },
  ),
  list(
    "business_asset_partners/get",
    inBusiness(({ assets, partners }, call) => bound(assets, partners.INTERNAL, call)),
    {
      show: showBindingOf,
    },
  ),
  list(
    "get/invites",
    inBusiness(({ invites }, { parameters }) => invites[parameters.flag("is_member") ? "member" : "partner"]),
    {
      order: byId,
      show: unchanged,
    },
  ),
  list(
    "shared_audiences_for_business/list",
    inBusiness(({ audiences }) => audiences),
    {
      order: byId,
      show: unchanged,
    },
  ),
  list(
    "business_account_audiences_shared_accounts/list",
    inBusiness(({ audiences, seed }, { parameters, scope }) => {
      const audienceId = parameters.requiredText("audience_id");
      const index = audiences.findIndex(({ id }) => id === audienceId);
      if (index === -1) throw new ApiError(404, 404, "Shared accounts not found.");
      return sharedAccountsOf(seed, audienceId, index + 1, scope.world.midnight);
    }),
    {
      where: { account_type: ({ account_type: type }) => asText(type) },
      show: unchanged,
    },
  ),
];

/** Defaults to partners with access to the business's own assets; a guess. */
function partnerType({ parameters }: Call): "INTERNAL" | "EXTERNAL" {
  return parameters.text("partner_type") === "EXTERNAL" ? "EXTERNAL" : "INTERNAL";
}

function partnerAssets({ assets, borrowed }: Business, call: Call): readonly Asset[] {
  return partnerType(call) === "INTERNAL" ? assets : borrowed;
}

function showWorkerOf(worker: Worker, assets: readonly Asset[], { parameters }: Call) {
  return showWorker(worker, parameters.flag("assets_summary") ? assets : null);
}

/** Returns the assets that a member or partner has permissions on. */
function permitted(assets: readonly Asset[], { permissions }: Worker) {
  return assets.flatMap((asset) => {
    const found = permissions.get(asset.asset_id);
    return found === undefined ? [] : [{ asset, permissions: found }];
  });
}

/** Returns the members or partners with permissions on the asset in the path. */
function bound(assets: readonly Asset[], workers: readonly Worker[], { parameters }: Call): readonly Worker[] {
  const id = parameters.requiredText("asset_id");
  if (!assets.some(({ asset_id: one }) => one === id)) throw notPermitted();
  return workers.filter(({ permissions }) => permissions.has(id));
}

function showBindingOf(worker: Worker, { parameters }: Call) {
  return showBinding(worker, worker.permissions.get(parameters.requiredText("asset_id")) ?? []);
}

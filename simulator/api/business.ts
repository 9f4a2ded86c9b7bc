import { ApiError, notPermitted } from "../errors.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/ads/tables.ts";
import { type Business, employersOf, type Worker } from "../world/business.ts";
import { businessOf, requestedItem } from "./areas.ts";
import { byId, column, list, records } from "./list.ts";
import type { Call, Operations } from "./operation.ts";

/** Business Access: members, partners, assets, and their permissions. */
export const businessOperations: Operations = {
  "get/business_employers": records({ rows: ({ scope }) => employersOf(scope.world) }),
  "get/business_members": list({
    rows: (call) => businessOf(call).members,
    where: { fetch_system_users: { holds: ({ system }, [wanted]) => String(system) === wanted } },
    show: (member, { parameters }) => showWorker(member, parameters.flag("assets_summary")),
  }),
  "get/business_partners": list({
    rows: (call) => businessOf(call).partners[partnerType(call)],
    show: (partner, { parameters }) => showWorker(partner, parameters.flag("assets_summary")),
  }),
  "business_assets/get": records({
    rows: (call) => businessOf(call).assets,
    where: { asset_type: column("asset_type") },
  }),
  "business_member_assets/get": list({
    rows: (call) => requestedItem(call, "member_id", businessOf(call).members).grants,
    where: { asset_type: ({ asset }) => asset.asset_type },
    show: showPermission,
  }),
  "business_partner_asset_access/get": list({
    rows: (call) => requestedItem(call, "partner_id", businessOf(call).partners[partnerType(call)]).grants,
    where: { asset_type: ({ asset }) => asset.asset_type },
    show: showPermission,
  }),
  "business_asset_members/get": list({
    rows: (call) => bound(call, ({ members }) => members),
    where: { fetch_system_users: { holds: ({ worker }, [wanted]) => String(worker.system) === wanted } },
    show: ({ worker, grant }) => showBinding(worker, grant),
  }),
  "business_asset_partners/get": list({
    rows: (call) => bound(call, ({ partners }) => partners.INTERNAL),
    show: ({ worker, grant }) => showBinding(worker, grant),
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

/** Returns the members or partners with permissions on the asset in the path. */
function bound(call: Call, workersOf: (business: Business) => readonly Worker[]) {
  const business = businessOf(call);
  const id = call.parameters.requiredText("asset_id");
  if (!business.assets.some(({ asset_id: one }) => one === id)) throw notPermitted();
  return workersOf(business).flatMap((worker) =>
    worker.grants.filter(({ asset }) => asset.asset_id === id).map((grant) => ({ worker, grant })),
  );
}

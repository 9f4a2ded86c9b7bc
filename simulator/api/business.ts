import { ApiError, notPermitted } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { type Business, businessesOf, businessTables, employersOf } from "../world/business.ts";
import { rowsIn } from "./areas.ts";
import { byId, column, list, records } from "./list.ts";
import type { Call, Operations } from "./operation.ts";

const byType = { equal: { asset_type: column("asset_type") } } as const;

/** Business Access: members, partners, assets, and their permissions. */
export const businessOperations: Operations = {
  "get/business_employers": records({ rows: ({ scope }) => employersOf(scope.world) }),
  "get/business_members": list({ rows: rowsOf("business_members"), show: showWorker }),
  "get/business_partners": list({
    // Defaults to partners with access to the business's own assets.
    rows: (call) => {
      const type = call.parameters.text("partner_type") ?? "INTERNAL";
      const partners = businessTables.business_partners(businessOf(call));
      return partners.flatMap(({ keys, rows }) => (keys.partner_type === type ? rows() : []));
    },
    show: showWorker,
  }),
  "business_assets/get": records({ rows: rowsOf("business_assets"), ...byType }),
  "business_member_assets/get": records({ rows: rowsOf("business_member_assets"), ...byType }),
  "business_partner_asset_access/get": records({ rows: rowsOf("business_partner_assets"), ...byType }),
  "business_asset_members/get": records({ rows: rowsOf("business_asset_members") }),
  "business_asset_partners/get": records({ rows: rowsOf("business_asset_partners") }),
  "get/invites": records({ rows: rowsOf("business_invites"), order: byId }),
  "shared_audiences_for_business/list": records({ rows: rowsOf("business_shared_audiences"), order: byId }),
  "business_account_audiences_shared_accounts/list": records({
    rows: rowsOf("business_audience_shared_accounts", () => new ApiError(404, 404, "Shared accounts not found.")),
    equal: { account_type: column("account_type") },
  }),
};

/** Returns the rows of the business in the path that the other parameters select. */
function rowsOf(table: keyof typeof businessTables, missing?: () => Error) {
  return (call: Call) => rowsIn(call, businessTables[table](businessOf(call)), missing);
}

/** Returns the business in the path. @throws ApiError if the user isn't its administrator */
function businessOf({ parameters, scope }: Call): Business {
  const id = parameters.requiredText("business_id");
  const known = businessesOf(scope.world).find((one) => one.id === id);
  if (known?.administered !== true) throw notPermitted();
  return known;
}

/** Shows a member or partner; assets are null unless requested. */
function showWorker(worker: JsonObject, { parameters }: Call): JsonObject {
  return parameters.flag("assets_summary") ? worker : { ...worker, assets_summary: null };
}

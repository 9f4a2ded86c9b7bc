import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { ApiError, notPermitted } from "../errors.ts";
import { showBinding, showPermission, showWorker } from "../views/business.ts";
import { sharedAccountsOf } from "../world/audience-insights.ts";
import {
  type Asset,
  type Business,
  businessesOf,
  employersOf,
  type PartnerType,
  type Worker,
} from "../world/business.ts";
import type { World } from "../world/world.ts";
import { pageById, pageInOrder } from "./listing.ts";
import { type Call, get, type Operation } from "./operation.ts";

const business = "/businesses/{business_id}";

/** Who works for a business and with what: Business Access. */
export const businessOperations: readonly Operation[] = [
  get("/businesses/employers", "get/business_employers", (call) => pageInOrder(call, employersOf(call.scope.world))),
  get(`${business}/members`, "get/business_members", (call) => {
    const { parameters } = call;
    const [roles, ids] = [parameters.texts("business_roles"), parameters.text("member_ids")?.split(",")];
    const members = businessOf(call).members.filter(
      ({ id, system, binding: { business_roles: had } }) =>
        system === parameters.flag("fetch_system_users") &&
        (ids?.includes(id) ?? true) &&
        (roles === undefined || (Array.isArray(had) && had.some((role) => roles.includes(asText(role))))),
    );
    return pageInOrder(call, shown(call, businessOf(call).assets, members));
  }),
  get(`${business}/partners`, "get/business_partners", (call) => {
    const { parameters } = call;
    const { assets, borrowed, partners } = businessOf(call);
    const type = partnerTypeOf(call);
    const ids = parameters.text("partner_ids")?.split(",");
    const wanted = partners[type].filter(({ id }) => ids?.includes(id) ?? true);
    const owned = type === "INTERNAL" ? assets : borrowed;
    return pageInOrder(call, shown(call, owned, wanted));
  }),
  get(`${business}/assets`, "business_assets/get", (call) => pageInOrder(call, ofType(call, narrowed(call)))),
  get(`${business}/members/{member_id}/assets`, "business_member_assets/get", (call) => {
    const { assets, members } = businessOf(call);
    const member = found(members, call.parameters.requiredText("member_id"));
    return pageInOrder(call, ofType(call, permitted(assets, member)));
  }),
  get(`${business}/partners/{partner_id}/assets`, "business_partner_asset_access/get", (call) => {
    const { assets, borrowed, partners } = businessOf(call);
    const type = partnerTypeOf(call);
    const partner = found(partners[type], call.parameters.requiredText("partner_id"));
    return pageInOrder(call, ofType(call, permitted(type === "INTERNAL" ? assets : borrowed, partner)));
  }),
  get(`${business}/assets/{asset_id}/members`, "business_asset_members/get", (call) => {
    const { assets, members } = businessOf(call);
    const asset = assetOf(assets, call);
    const system = call.parameters.flag("fetch_system_users");
    return pageInOrder(
      call,
      bindings(
        asset,
        members.filter((member) => member.system === system),
      ),
    );
  }),
  get(`${business}/assets/{asset_id}/partners`, "business_asset_partners/get", (call) => {
    const { assets, partners } = businessOf(call);
    return pageInOrder(call, bindings(assetOf(assets, call), partners.INTERNAL));
  }),
  get(`${business}/invites`, "get/invites", (call) => {
    const { parameters } = call;
    const [statuses, type] = [parameters.texts("invite_status"), parameters.text("invite_type")];
    const { invites } = businessOf(call);
    return pageById(
      call,
      invites[parameters.flag("is_member") ? "member" : "partner"].filter(({ invite_data: data }) => {
        const { invite_status: status, invite_type: kind } = isObject(data) ? data : {};
        return (statuses?.includes(asText(status)) ?? true) && (type === undefined || kind === type);
      }),
    );
  }),
  get(`${business}/audiences`, "shared_audiences_for_business/list", (call) =>
    pageById(call, businessOf(call).audiences),
  ),
  get(`${business}/audiences/shared/accounts`, "business_account_audiences_shared_accounts/list", (call) => {
    const { parameters, scope } = call;
    const shared = businessSharing(businessOf(call), parameters.requiredText("audience_id"), scope.world);
    if (shared === undefined) throw new ApiError(404, 404, "Shared accounts not found.");
    const type = parameters.requiredText("account_type");
    return pageInOrder(
      call,
      shared.filter((one) => one.account_type === type),
    );
  }),
];

/** A business that the token's user administers. */
function businessOf({ parameters, scope }: Call): Business {
  const id = parameters.requiredText("business_id");
  const known = businessesOf(scope.world).find((one) => one.id === id);
  if (known?.administered !== true) throw notPermitted();
  return known;
}

/** Without the parameter, partners who work with what is one's own: a guess. */
function partnerTypeOf({ parameters }: Call): PartnerType {
  return parameters.text("partner_type") === "EXTERNAL" ? "EXTERNAL" : "INTERNAL";
}

function shown({ parameters }: Call, assets: readonly Asset[], workers: readonly Worker[]): readonly JsonObject[] {
  return workers.map((worker) => showWorker(worker, parameters.flag("assets_summary") ? assets : null));
}

function ofType({ parameters }: Call, assets: readonly JsonObject[]): readonly JsonObject[] {
  const type = parameters.requiredText("asset_type");
  return assets.filter((asset) => asset.asset_type === type);
}

/** The assets that the filters leave: of a group, or the groups of an asset. A business may do everything with its own. */
function narrowed(call: Call): readonly Asset[] {
  const { parameters } = call;
  const [child, group] = [parameters.text("child_asset_id"), parameters.text("asset_group_id")];
  const { assets } = businessOf(call);
  const within = (groupId: string, assetId: string) => {
    const info = assets.find(({ asset_id: id }) => id === groupId)?.asset_group_info;
    if (!isObject(info)) return false;
    return [info.ad_accounts_ids, info.profiles_ids, info.catalogs_ids].flat().includes(assetId);
  };
  return assets.filter(
    ({ asset_id: id }) => (child === undefined || within(id, child)) && (group === undefined || within(group, id)),
  );
}

function found<Item extends { readonly id: string }>(items: readonly Item[], id: string): Item {
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw notPermitted();
  return item;
}

function assetOf(assets: readonly Asset[], { parameters }: Call): Asset {
  const id = parameters.requiredText("asset_id");
  const asset = assets.find((one) => one.asset_id === id);
  if (asset === undefined) throw notPermitted();
  return asset;
}

/** What one may work with, and how. */
function permitted(assets: readonly Asset[], { permissions }: Worker): readonly JsonObject[] {
  return assets.flatMap((asset) => {
    const found = permissions.get(asset.asset_id);
    return found === undefined ? [] : [showPermission(asset, found)];
  });
}

/** Who may work with an asset, and how. */
function bindings({ asset_id: id }: Asset, workers: readonly Worker[]): readonly JsonObject[] {
  return workers.flatMap((worker) => {
    const found = worker.permissions.get(id);
    return found === undefined ? [] : [showBinding(worker, found)];
  });
}

/** The accounts that a received audience is shared with; undefined for an audience that the business did not receive. */
function businessSharing({ audiences, seed }: Business, audienceId: string, world: World) {
  const place = audiences.findIndex(({ id }) => id === audienceId);
  return place === -1 ? undefined : sharedAccountsOf(seed, audienceId, place + 1, world.midnight);
}

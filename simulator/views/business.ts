import type { JsonObject } from "../json.ts";
import type { Grant, Worker } from "../world/business.ts";

/** Shows a member or partner; assets are null unless requested. */
export function showWorker({ binding, grants }: Worker, withAssets: boolean): JsonObject {
  const summary = (type: string) =>
    grants
      .filter(({ asset }) => asset.asset_type === type)
      .map(({ asset, permissions }) => ({ id: asset.asset_id, permissions }));
  const assets = { ad_accounts: summary("AD_ACCOUNT"), profiles: summary("PROFILE") };
  return { ...binding, assets_summary: withAssets ? assets : null };
}

/** Shows an asset and the permissions on it. */
export function showPermission({ asset, permissions }: Grant): JsonObject {
  const { asset_id, asset_type, asset_group_info } = asset;
  return { asset_id, asset_type, asset_group_info: asset_group_info ?? null, permissions };
}

/** Shows a member or partner of an asset and the permissions on it. */
export function showBinding({ id, binding }: Worker, { permissions }: Grant): JsonObject {
  return { user: binding.user ?? { id, username: null, email: null }, permissions };
}
